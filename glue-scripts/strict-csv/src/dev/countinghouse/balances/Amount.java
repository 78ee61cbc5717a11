package dev.countinghouse.balances;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Amounts of 128 bits in units of the second decimal, as two words; they outgrow 64 bits when many accounts pay one. */
final class Amount {
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE);

  private Amount() {}

  static BigInteger of(long high, long low) {
    return high == low >> Long.SIZE - 1
        ? BigInteger.valueOf(low)
        : BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(low >= 0 ? BigInteger.valueOf(low) : BigInteger.valueOf(low).add(WORD));
  }

  /** Appends the amount as a decimal with two places. */
  static void append(StringBuilder text, long high, long low) {
    if (high != low >> Long.SIZE - 1 || low == Long.MIN_VALUE) {
      text.append(text(of(high, low)));
      return;
    }
    long units = Math.abs(low);
    int cents = (int) (units % 100);
    if (low < 0) {
      text.append('-');
    }
    text.append(units / 100).append('.').append((char) ('0' + cents / 10)).append((char) ('0' + cents % 10));
  }

  static String text(BigInteger units) {
    return new BigDecimal(units, 2).toPlainString();
  }
}
