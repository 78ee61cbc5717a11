package dev.countinghouse.strictcsv;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Optional `+` or `-`, 1 to precision - scale digits, optionally `.` and 1 to scale digits; between `minimum` and
 * `maximum` (null: no limit), both included. When precision equals scale, one zero may stand before the point.
 */
final class DecimalCheck implements FieldCheck {
  static final int MOST_LONG_DIGITS = 18;
  private static final long[] POWERS = new long[MOST_LONG_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final int precision;
  private final int scale;
  private final Int128 minimum;
  private final Int128 maximum;
  private final boolean small;
  private final Int128 unscaled = new Int128();

  DecimalCheck(int precision, int scale, BigDecimal minimum, BigDecimal maximum) {
    this.precision = precision;
    this.scale = scale;
    this.minimum = minimum == null ? null : Int128.limit(minimum, scale, RoundingMode.CEILING);
    this.maximum = maximum == null ? null : Int128.limit(maximum, scale, RoundingMode.FLOOR);
    this.small = precision <= MOST_LONG_DIGITS;
  }

  @Override
  public Reason check(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == '-';
    int start = negative || bytes[from] == '+' ? from + 1 : from;
    int point = endOfDigits(bytes, start, to);
    int whole = point - start;
    int end = point;
    int decimals = 0;
    if (point < to && bytes[point] == '.') {
      end = endOfDigits(bytes, point + 1, to);
      decimals = end - point - 1;
      if (decimals == 0) {
        return Reason.BAD_DECIMAL;
      }
    }
    if (end != to || whole == 0 || decimals > scale || !wholeFits(bytes, start, whole)) {
      return Reason.BAD_DECIMAL;
    }
    if (small) {
      unscaled.set(number(bytes, point + 1, end, number(bytes, start, point, 0)) * POWERS[scale - decimals]);
    } else {
      unscaled.set(0);
      append(bytes, start, point);
      append(bytes, point + 1, end);
      for (int i = decimals; i < scale; i++) {
        unscaled.append(0);
      }
    }
    if (negative) {
      unscaled.negate();
    }
    return inRange() ? null : Reason.OUT_OF_RANGE;
  }

  private static int endOfDigits(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && CalendarText.digit(bytes, at) <= 9) {
      at++;
    }
    return at;
  }

  private boolean wholeFits(byte[] bytes, int start, int whole) {
    return precision == scale ? whole == 1 && bytes[start] == '0' : whole <= precision - scale;
  }

  private static long number(byte[] bytes, int from, int to, long begun) {
    long sum = begun;
    for (int at = from; at < to; at++) {
      sum = 10 * sum + CalendarText.digit(bytes, at);
    }
    return sum;
  }

  private void append(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      unscaled.append(CalendarText.digit(bytes, at));
    }
  }

  private boolean inRange() {
    return (minimum == null || !unscaled.isLessThan(minimum)) && (maximum == null || !maximum.isLessThan(unscaled));
  }

  @Override
  public void keep(RowValues values, int column) {
    values.number[column] = unscaled.low();
    values.high[column] = unscaled.high();
  }
}
