package dev.countinghouse.strictcsv;

/**
 * `YYYY-MM-DD`, `T` or a space, `HH:MM:SS`, optionally `.` and 1 to 9 digits, then `Z`, `±HH:MM` or nothing (UTC). The
 * value is microseconds since the epoch; what digits beyond say is kept beside it, as nanoseconds.
 */
final class TimestampCheck implements FieldCheck {
  private static final int SHORTEST = CalendarText.DATE_LENGTH + 1 + CalendarText.TIME_LENGTH;
  private static final int OFFSET_LENGTH = "+HH:MM".length();
  private static final long MICROS_PER_SECOND = 1_000_000L;

  private long micros;
  private int fraction;
  private int nanos;

  @Override
  public Reason check(byte[] bytes, int from, int to) {
    return parse(bytes, from, to) ? null : Reason.BAD_TIMESTAMP;
  }

  private boolean parse(byte[] bytes, int from, int to) {
    if (to - from < SHORTEST) {
      return false;
    }
    byte separator = bytes[from + CalendarText.DATE_LENGTH];
    int day = CalendarText.epochDay(bytes, from);
    int second = CalendarText.secondOfDay(bytes, from + CalendarText.DATE_LENGTH + 1);
    if ((separator != 'T' && separator != ' ') || day == CalendarText.INVALID || second == CalendarText.INVALID) {
      return false;
    }
    int zone = parseFraction(bytes, from + SHORTEST, to);
    int offset = zone < 0 ? CalendarText.INVALID : offsetSeconds(bytes, zone, to);
    micros = (86_400L * day + second - offset) * MICROS_PER_SECOND + fraction;
    return offset != CalendarText.INVALID;
  }

  /** Sets `fraction` in microseconds and `nanos` beyond; gives where the zone begins, or -1. */
  private int parseFraction(byte[] bytes, int at, int to) {
    fraction = 0;
    nanos = 0;
    if (at == to || bytes[at] != '.') {
      return at;
    }
    int digits = 0;
    int place = at + 1;
    for (; place < to && CalendarText.digit(bytes, place) <= 9; place++) {
      if (digits++ < 6) {
        fraction = 10 * fraction + CalendarText.digit(bytes, place);
      } else {
        nanos = 10 * nanos + CalendarText.digit(bytes, place);
      }
    }
    for (int i = digits; i < 6; i++) {
      fraction *= 10;
    }
    for (int i = Math.max(digits, 6); i < 9; i++) {
      nanos *= 10;
    }
    return digits >= 1 && digits <= 9 ? place : -1;
  }

  /** Seconds east of UTC, hours to 23 and minutes to 59 as RFC 3339 has it, or INVALID. */
  private static int offsetSeconds(byte[] bytes, int at, int to) {
    if (at == to || (at + 1 == to && bytes[at] == 'Z')) {
      return 0;
    }
    if (to - at != OFFSET_LENGTH || (bytes[at] != '+' && bytes[at] != '-') || bytes[at + 3] != ':') {
      return CalendarText.INVALID;
    }
    int hours = CalendarText.twoDigits(bytes, at + 1);
    int minutes = CalendarText.twoDigits(bytes, at + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return CalendarText.INVALID;
    }
    int seconds = 3600 * hours + 60 * minutes;
    return bytes[at] == '-' ? -seconds : seconds;
  }

  @Override
  public void keep(RowValues values, int column) {
    values.number[column] = micros;
    values.high[column] = nanos;
  }
}
