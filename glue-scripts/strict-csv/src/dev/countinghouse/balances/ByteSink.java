package dev.countinghouse.balances;

import java.util.Arrays;

/** Collects {@link Varints}. */
final class ByteSink {
  private byte[] bytes;
  private int to;

  ByteSink(int capacity) {
    bytes = new byte[Math.max(Varints.MOST_BYTES, capacity)];
  }

  void put(long number) {
    if (to + Varints.MOST_BYTES > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.addExact(bytes.length, bytes.length));
    }
    to = Varints.put(bytes, to, number);
  }

  int length() {
    return to;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, to);
  }

  /** The bytes so far; the sink begins anew. */
  byte[] take() {
    byte[] taken = bytes();
    to = 0;
    return taken;
  }
}
