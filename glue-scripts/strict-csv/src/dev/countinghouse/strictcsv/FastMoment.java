package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Recognises the commonest form of a timestamp, `YYYY-MM-DDTHH:MM:SSZ`, by two words and four bytes. */
final class FastMoment {
  static final int LENGTH = "YYYY-MM-DDTHH:MM:SSZ".length();

  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SIXES = 0x0606060606060606L;
  private static final long HIGH_NIBBLES = 0xf0f0f0f0f0f0f0f0L;
  private static final long ALL_DIGITS = 0x3333333333333333L;

  /** The separators of `YYYY-MM-` and `DDTHH:MM`, and zeros to put in their places. */
  private static final long DATE_MASK = 0xff0000ff00000000L;
  private static final long DATE_MARKS = 0x2d00002d00000000L;
  private static final long DATE_ZEROS = 0x3000003000000000L;
  private static final long TIME_MASK = 0x0000ff0000ff0000L;
  private static final long TIME_MARKS = 0x00003a0000540000L;
  private static final long TIME_ZEROS = 0x0000300000300000L;

  /** Every month has these days; later ones are looked up. */
  private static final int SHORTEST_MONTH = 28;

  private FastMoment() {}

  /** True for a real moment in that form; false leaves the verdict to {@link TimestampCheck}. */
  static boolean isPlain(byte[] bytes, int at) {
    long date = (long) WORDS.get(bytes, at);
    long time = (long) WORDS.get(bytes, at + Long.BYTES);
    if ((date & DATE_MASK) != DATE_MARKS || (time & TIME_MASK) != TIME_MARKS) {
      return false;
    }
    if (!digits(date & ~DATE_MASK | DATE_ZEROS) || !digits(time & ~TIME_MASK | TIME_ZEROS)) {
      return false;
    }
    int second = two(bytes, at + 17);
    if (bytes[at + 16] != ':' || bytes[at + 19] != 'Z' || second < 0 || second > 59) {
      return false;
    }
    int day = two(bytes, at + 8);
    boolean common = day >= 1 && day <= SHORTEST_MONTH && two(bytes, at + 5) >= 1 && two(bytes, at + 5) <= 12
        && (two(bytes, at) > 0 || two(bytes, at + 2) > 0);
    return two(bytes, at + 11) < 24 && two(bytes, at + 14) < 60
        && (common || CalendarText.epochDay(bytes, at) != CalendarText.INVALID);
  }

  private static int two(byte[] bytes, int at) {
    return CalendarText.twoDigits(bytes, at);
  }

  /** True when all eight bytes are digits: their high nibble is 3, and stays so when 6 is added. */
  private static boolean digits(long word) {
    return ((word & HIGH_NIBBLES) | (((word + SIXES) & HIGH_NIBBLES) >>> 4)) == ALL_DIGITS;
  }
}
