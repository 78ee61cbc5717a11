package dev.countinghouse.strictcsv;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** A whole number of 128 bits, room for 38 digits, which can be set again. */
final class Int128 {
  private static final BigInteger LOWEST = BigInteger.ONE.shiftLeft(127).negate();
  private static final BigInteger HIGHEST = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
  private static final long LOWER_HALF = 0xffffffffL;

  private long high;
  private long low;

  /** A limit as an unscaled number, rounded inwards; one beyond all numbers is the last of them. */
  static Int128 limit(BigDecimal limit, int scale, RoundingMode inwards) {
    BigInteger whole = limit.setScale(scale, inwards).unscaledValue().max(LOWEST).min(HIGHEST);
    Int128 number = new Int128();
    number.high = whole.shiftRight(Long.SIZE).longValue();
    number.low = whole.longValue();
    return number;
  }

  void set(long number) {
    low = number;
    high = number >> Long.SIZE - 1;
  }

  /** Writes a digit behind the number, which is not below zero. */
  void append(int digit) {
    long lower = (low & LOWER_HALF) * 10 + digit;
    long upper = (low >>> Integer.SIZE) * 10 + (lower >>> Integer.SIZE);
    low = upper << Integer.SIZE | lower & LOWER_HALF;
    high = high * 10 + (upper >>> Integer.SIZE);
  }

  void negate() {
    low = -low;
    high = ~high + (low == 0 ? 1 : 0);
  }

  boolean isLessThan(Int128 other) {
    return high < other.high || (high == other.high && Long.compareUnsigned(low, other.low) < 0);
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }
}
