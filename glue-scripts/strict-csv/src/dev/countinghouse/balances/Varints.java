package dev.countinghouse.balances;

/** Whole numbers in as many bytes as they need, seven bits in each. */
final class Varints {
  static final int MOST_BYTES = 10;

  private Varints() {}

  /** Gives where the number ends. */
  static int put(byte[] bytes, int at, long number) {
    int to = at;
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[to++] = (byte) rest;
    return to;
  }

  /** Small numbers on either side of zero become small ones above it. */
  static long folded(long number) {
    return number << 1 ^ number >> Long.SIZE - 1;
  }

  static long unfolded(long number) {
    return number >>> 1 ^ -(number & 1);
  }
}
