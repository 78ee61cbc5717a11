package dev.countinghouse.balances;

import java.io.ByteArrayOutputStream;

/** Fields of RFC 4180. */
final class Csv {
  private Csv() {}

  /** Writes a text, in quotes where it needs them. */
  static void put(ByteArrayOutputStream target, byte[] bytes, int from, int to) {
    boolean plain = true;
    for (int at = from; at < to && plain; at++) {
      byte one = bytes[at];
      plain = one != ',' && one != '"' && one != '\n' && one != '\r';
    }
    if (plain) {
      target.write(bytes, from, to - from);
      return;
    }
    target.write('"');
    for (int at = from; at < to; at++) {
      if (bytes[at] == '"') {
        target.write('"');
      }
      target.write(bytes[at]);
    }
    target.write('"');
  }
}
