package dev.countinghouse.strictcsv;

/** `YYYY-MM-DD`, a real calendar date. The value is days since the epoch. */
final class DateCheck implements FieldCheck {
  private int day;

  @Override
  public Reason check(byte[] bytes, int from, int to) {
    day = to - from == CalendarText.DATE_LENGTH ? CalendarText.epochDay(bytes, from) : CalendarText.INVALID;
    return day == CalendarText.INVALID ? Reason.BAD_DATE : null;
  }

  @Override
  public void keep(RowValues values, int column) {
    values.number[column] = day;
  }
}
