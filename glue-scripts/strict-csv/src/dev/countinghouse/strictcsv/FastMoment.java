package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Recognises the commonest forms of a timestamp, `YYYY-MM-DDTHH:MM:SS` with and without `Z`, by two words and a half. */
final class FastMoment {
  /** Without `Z`. */
  static final int LENGTH = "YYYY-MM-DDTHH:MM:SS".length();

  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final int SECONDS_PER_DAY = 86_400;

  /** `YYYY-MM-`: where the digits are, what a digit's high nibble is, and the rest. */
  private static final long DATE_DIGITS = 0x00ffff00ffffffffL;
  private static final long DATE_MARKS = 0x2d00002d00000000L;

  /** `DDTHH:MM`, likewise. */
  private static final long TIME_DIGITS = 0xffff00ffff00ffffL;
  private static final long TIME_MARKS = 0x00003a0000540000L;

  /** `:SS`, likewise; what stands behind it is looked at by itself. */
  private static final int SECOND_DIGITS = 0x00ffff00;
  private static final int SECOND_MARKS = 0x0000003a;
  private static final int OF_SECOND = 0x00ffffff;

  private static final long THREES = 0x3030303030303030L;
  private static final long SIXES = 0x0606060606060606L;
  private static final long HIGH_NIBBLES = 0xf0f0f0f0f0f0f0f0L;
  private static final long LOW_NIBBLES = 0x0f0f0f0f0f0f0f0fL;

  /** Days that every month has, and that every month but February has; later ones are looked up. */
  private static final int DAYS_OF_ALL = 28;

  private static final int DAYS_OF_MOST = 30;
  private static final int FEBRUARY = 2;

  private FastMoment() {}

  /** The length of a real moment in one of these forms; -1 leaves the verdict to {@link TimestampCheck}. */
  static int length(byte[] bytes, int at) {
    byte behind = bytes[at + LENGTH];
    boolean ends = behind == ',' || behind == '\n' || behind == '\r' || behind == '"';
    return (behind == 'Z' || ends) && isPlain(bytes, at) ? ends ? LENGTH : LENGTH + 1 : -1;
  }

  private static boolean isPlain(byte[] bytes, int at) {
    long date = (long) WORDS.get(bytes, at);
    long time = (long) WORDS.get(bytes, at + Long.BYTES);
    int second = (int) INTS.get(bytes, at + 2 * Long.BYTES);
    long shape = (date & ~DATE_DIGITS ^ DATE_MARKS) | (time & ~TIME_DIGITS ^ TIME_MARKS)
        | (second & OF_SECOND & ~SECOND_DIGITS ^ SECOND_MARKS);
    long digits = notDigits(date, DATE_DIGITS) | notDigits(time, TIME_DIGITS) | notDigits(second, SECOND_DIGITS);
    if ((shape | digits) != 0) {
      return false;
    }
    // Byte k of a word of pairs is the number that the digits k and k + 1 make; 99 is the most, so no byte runs over.
    long datePairs = pairs(date);
    long timePairs = pairs(time);
    int month = (int) (datePairs >>> 40) & 0xff;
    int day = (int) timePairs & 0xff;
    int hour = (int) (timePairs >>> 24) & 0xff;
    int minute = (int) (timePairs >>> 48) & 0xff;
    int tensOfSeconds = second >>> 8 & 0xf;
    boolean yearZero = (date & LOW_NIBBLES & 0xffffffffL) == 0;
    if (hour > 23 || minute > 59 || tensOfSeconds > 5 || yearZero) {
      return false;
    }
    int days = month == FEBRUARY ? DAYS_OF_ALL : DAYS_OF_MOST;
    return month >= 1 && month <= 12 && day >= 1 && day <= days
        || CalendarText.epochDay(bytes, at) != CalendarText.INVALID;
  }

  /** Not zero when a byte under the mask is no digit: a digit's high nibble is 3, and stays so when 6 is added. */
  private static long notDigits(long word, long mask) {
    return ((word ^ THREES) | (((word & mask) + (SIXES & mask)) ^ THREES)) & HIGH_NIBBLES & mask;
  }

  private static long pairs(long word) {
    long digits = word & LOW_NIBBLES;
    return digits * 10 + (digits >>> Byte.SIZE);
  }

  /** Microseconds since the epoch of a moment that has a {@link #length}. */
  static long micros(byte[] bytes, int at) {
    long date = pairs((long) WORDS.get(bytes, at));
    long time = pairs((long) WORDS.get(bytes, at + Long.BYTES));
    int year = 100 * ((int) date & 0xff) + ((int) (date >>> 16) & 0xff);
    long day = CalendarText.epochDay(year, (int) (date >>> 40) & 0xff, (int) time & 0xff);
    int minute = 60 * ((int) (time >>> 24) & 0xff) + ((int) (time >>> 48) & 0xff);
    int second = (int) pairs((int) INTS.get(bytes, at + 2 * Long.BYTES)) >>> 8 & 0xff;
    return (SECONDS_PER_DAY * day + 60 * minute + second) * MICROS_PER_SECOND;
  }
}
