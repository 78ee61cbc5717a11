package dev.countinghouse.balances;

/** Reads {@link Varints} one after the other. */
final class ByteSource {
  byte[] bytes;
  int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  long next() {
    byte first = bytes[at++];
    if (first >= 0) {
      return first;
    }
    long number = first & 0x7f;
    for (int shift = 7; ; shift += 7) {
      byte found = bytes[at++];
      number |= (long) (found & 0x7f) << shift;
      if (found >= 0) {
        return number;
      }
    }
  }
}
