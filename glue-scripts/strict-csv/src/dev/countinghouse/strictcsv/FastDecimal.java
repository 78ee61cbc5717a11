package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteOrder;

/**
 * Reads a decimal of at most 18 digits without looking for its end first: one whose digits and point are within seven
 * bytes by a few steps over one word, a longer one digit by digit.
 */
final class FastDecimal {
  /** No decimal that is read here takes more bytes, sign and point included. */
  static final int MOST_BYTES = 20;

  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MOST_DIGITS = 18;
  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final long[] POWERS = new long[MOST_DIGITS + 1];
  private static final long THREES = 0x3030303030303030L;
  private static final long SIXES = 0x0606060606060606L;
  private static final long HIGH_NIBBLES = 0xf0f0f0f0f0f0f0f0L;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

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

  /** Reads at most MOST_BYTES; gives where the number ends, or -1 when it is none or out of its range. */
  int read(byte[] bytes, int from) {
    // One or zero without a jump, since nobody can foresee an amount's sign.
    int minus = isZero(bytes[from] & 0xff ^ '-');
    int start = from + minus + isZero(bytes[from] & 0xff ^ '+');
    long word = (long) WORDS.get(bytes, start);
    long others = ((word ^ THREES) | (word + SIXES ^ THREES)) & HIGH_NIBBLES;
    int whole = Long.numberOfTrailingZeros(others) >>> 3;
    if (whole >= Long.BYTES - 1 || whole == 0 || whole > wholeDigits) {
      return whole == 0 ? -1 : readEach(bytes, start, minus);
    }
    int decimals = 0;
    if ((word >>> Byte.SIZE * whole & 0xff) == '.') {
      long behind = others >>> Byte.SIZE * whole & -256L;
      decimals = (Long.numberOfTrailingZeros(behind) >>> 3) - 1;
      if (behind == 0 || decimals == 0 || decimals > scale) {
        return readEach(bytes, start, minus);
      }
    }
    unscaled = signed(POWERS[scale - decimals] * number(word, whole, decimals), minus);
    // A digit too many is told by the caller, who finds no comma or line end there.
    return inRange() ? start + whole + (decimals == 0 ? 0 : decimals + 1) : -1;
  }

  /** The number of the word's first digits, and of those behind the byte after them; at most seven in all. */
  private static long number(long word, int whole, int decimals) {
    long first = word & ~(-1L << Byte.SIZE * whole);
    long second = word >>> Byte.SIZE * (whole + 1) & ~(-1L << Byte.SIZE * decimals);
    long digits = (first | second << Byte.SIZE * whole) << Long.SIZE - Byte.SIZE * (whole + decimals);
    // Pairs of digits, then of pairs, then of those. What was shifted in counts as zeros.
    long pairs = (digits & 0x0f0f0f0f0f0f0f0fL) * (1 + (10 << 8)) >>> 8 & 0x00ff00ff00ff00ffL;
    long fours = pairs * (1 + (100 << 16)) >>> 16 & 0x0000ffff0000ffffL;
    return fours * (1 + (10_000L << 32)) >>> 32;
  }

  /** 1 for zero, 0 for any number above it. */
  private static int isZero(int number) {
    return number - 1 >>> 31;
  }

  private static long signed(long number, int minus) {
    return (number ^ -minus) + minus;
  }

  private int readEach(byte[] bytes, int start, int minus) {
    int at = start;
    long sum = 0;
    int stop = at + wholeDigits;
    int digit;
    while (at < stop && (digit = CalendarText.digit(bytes, at)) <= 9) {
      sum = 10 * sum + digit;
      at++;
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
    unscaled = signed(sum * POWERS[missing], minus);
    return inRange() ? at : -1;
  }

  private boolean inRange() {
    return unscaled >= minimum && unscaled <= maximum;
  }

  long unscaled() {
    return unscaled;
  }
}
