package dev.countinghouse.strictcsv;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Reads a decimal of at most 18 digits without looking for its end first. */
final class FastDecimal {
  private static final int MOST_DIGITS = 18;
  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final int wholeDigits;
  private final int scale;
  private final long minimum;
  private final long maximum;
  private long unscaled;

  private FastDecimal(int wholeDigits, int scale, long minimum, long maximum) {
    this.wholeDigits = wholeDigits;
    this.scale = scale;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  /** Null for a type that is left to the exact path. */
  static FastDecimal of(Column.Exact type) {
    if (type.precision() > MOST_DIGITS || type.precision() == type.scale()) {
      return null;
    }
    return new FastDecimal(
        type.precision() - type.scale(),
        type.scale(),
        type.minimum() == null ? Long.MIN_VALUE : limit(type.minimum(), type.scale(), RoundingMode.CEILING),
        type.maximum() == null ? Long.MAX_VALUE : limit(type.maximum(), type.scale(), RoundingMode.FLOOR));
  }

  private static long limit(BigDecimal limit, int scale, RoundingMode inwards) {
    return limit.setScale(scale, inwards).unscaledValue().max(LOWEST).min(HIGHEST).longValue();
  }

  /** Reads at most 20 characters; gives where the number ends, or -1 when it is none or out of its range. */
  int read(byte[] bytes, int from) {
    int at = from;
    boolean negative = bytes[at] == '-';
    if (negative || bytes[at] == '+') {
      at++;
    }
    long sum = 0;
    int start = at;
    int stop = at + wholeDigits;
    int digit;
    while (at < stop && (digit = CalendarText.digit(bytes, at)) <= 9) {
      sum = 10 * sum + digit;
      at++;
    }
    if (at == start) {
      return -1;
    }
    int missing = scale;
    if (bytes[at] == '.' && scale > 0) {
      int point = at++;
      while (missing > 0 && (digit = CalendarText.digit(bytes, at)) <= 9) {
        sum = 10 * sum + digit;
        missing--;
        at++;
      }
      if (at == point + 1) {
        return -1;
      }
    }
    for (; missing > 0; missing--) {
      sum *= 10;
    }
    unscaled = negative ? -sum : sum;
    // A digit too many is told by the caller, who finds no comma or line end there.
    return unscaled < minimum || unscaled > maximum ? -1 : at;
  }

  long unscaled() {
    return unscaled;
  }
}
