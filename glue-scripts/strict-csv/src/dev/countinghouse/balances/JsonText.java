package dev.countinghouse.balances;

/** Appends JSON. */
final class JsonText {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_ASCII = 0x7e;
  /** Of a character that is not ASCII, written as `\\uXXXX`. */
  private static final int ESCAPED_BYTES = 6;

  private JsonText() {}

  static void string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char one = value.charAt(i);
      if (one == '"' || one == '\\') {
        text.append('\\').append(one);
      } else if (one < FIRST_PRINTABLE) {
        text.append(String.format("\\u%04x", (int) one));
      } else {
        text.append(one);
      }
    }
    text.append('"');
  }

  /** The bytes that the part of a text from `from` on takes at most, once it stands in a JSON string itself. */
  static int quotedBytes(StringBuilder text, int from) {
    int bytes = 0;
    for (int i = from; i < text.length(); i++) {
      char one = text.charAt(i);
      bytes += one == '"' || one == '\\' ? 2 : one > LAST_ASCII ? ESCAPED_BYTES : 1;
    }
    return bytes;
  }
}
