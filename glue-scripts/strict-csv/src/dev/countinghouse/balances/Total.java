package dev.countinghouse.balances;

import java.io.Serializable;
import java.math.BigInteger;

/** A sum of 128 bits: more than all accounts that there can be with the greatest balance each. */
final class Total implements Serializable {
  private static final long serialVersionUID = 1L;

  private long high;
  private long low;

  void add(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    high += otherHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
  }

  void add(Total other) {
    add(other.high, other.low);
  }

  BigInteger units() {
    return Amount.of(high, low);
  }
}
