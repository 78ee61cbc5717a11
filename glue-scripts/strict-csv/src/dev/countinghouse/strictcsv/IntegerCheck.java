package dev.countinghouse.strictcsv;

/** Optional `+` or `-`, then 1 to 19 digits; a number of 64 bits, between `minimum` and `maximum`, both included. */
final class IntegerCheck implements FieldCheck {
  private static final int MOST_DIGITS = 19;

  private final long minimum;
  private final long maximum;
  private long value;

  IntegerCheck(long minimum, long maximum) {
    this.minimum = minimum;
    this.maximum = maximum;
  }

  @Override
  public Reason check(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == '-';
    int at = negative || bytes[from] == '+' ? from + 1 : from;
    if (at == to || to - at > MOST_DIGITS) {
      return Reason.BAD_INTEGER;
    }
    // Summed below zero, where there is room for the smallest number; 19 digits wrap at most once, to above zero.
    long sum = 0;
    for (; at < to; at++) {
      int digit = CalendarText.digit(bytes, at);
      if (digit > 9) {
        return Reason.BAD_INTEGER;
      }
      sum = 10 * sum - digit;
    }
    if (sum > 0 || (!negative && sum == Long.MIN_VALUE)) {
      return Reason.BAD_INTEGER;
    }
    value = negative ? sum : -sum;
    return value < minimum || value > maximum ? Reason.OUT_OF_RANGE : null;
  }

  @Override
  public void keep(RowValues values, int column) {
    values.number[column] = value;
  }
}
