package dev.countinghouse.strictcsv;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629: no surrogates, no overlong forms) over byte arrays. */
final class Utf8 {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Utf8() {}

  /** What is wrong with bytes [from, to): NUL_BYTE before INVALID_UTF8, or null. */
  static Reason defect(byte[] bytes, int from, int to) {
    long high = 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      // Exact for "is any byte zero": a borrow can only start at a byte that is zero.
      if (((word - ONES) & ~word & HIGH_BITS) != 0) {
        return Reason.NUL_BYTE;
      }
      high |= word & HIGH_BITS;
    }
    for (; at < to; at++) {
      if (bytes[at] == 0) {
        return Reason.NUL_BYTE;
      }
      high |= bytes[at] & 0x80;
    }
    return high == 0 || isValid(bytes, from, to) ? null : Reason.INVALID_UTF8;
  }

  static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int length = sequenceLength(bytes, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The length of the valid character that begins at `at`, or 0 when none does. */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return 1;
    }
    int length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 0 || at + length > to) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The number of code points in valid UTF-8. */
  static int codePoints(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at++) {
      if ((bytes[at] & 0xc0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  /** Bytes [from, to) as UTF-8 text in which every byte that is not UTF-8 is written as `\xNN`. */
  static byte[] escaped(byte[] bytes, int from, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - from + 16);
    int at = from;
    while (at < to) {
      int length = sequenceLength(bytes, at, to);
      if (length > 0) {
        text.write(bytes, at, length);
        at += length;
      } else {
        int bad = bytes[at++] & 0xff;
        text.write('\\');
        text.write('x');
        text.write(HEX[bad >> 4]);
        text.write(HEX[bad & 15]);
      }
    }
    return text.toByteArray();
  }
}
