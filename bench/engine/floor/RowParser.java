import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Parses whole rows of `timestamp,branch_code,amount`; a row that breaks a rule is counted as rejected. */
final class RowParser {
  /** Bytes that may be looked at behind the last row. */
  static final int PADDING = 32;

  private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long COMMAS = ',' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long NEWLINES = '\n' * ONES;
  private static final long MIXER = 0x9E3779B97F4A7C15L;
  private static final int TIMESTAMP_BYTES = 20; // 2025-01-31T23:59:59Z
  private static final int MOST_CODE_BYTES = 256;
  private static final int MOST_WHOLE_DIGITS = 15;
  private static final int[] DAYS = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final BranchTable branches;
  private byte[] bytes;
  private int at;
  private long cents;

  RowParser(BranchTable branches) {
    this.branches = branches;
  }

  /** Parses the rows from `start` to `end`, which is just behind a newline. */
  void parse(byte[] block, int start, int end) {
    bytes = block;
    at = start;
    while (at < end) {
      int row = at;
      if (!parseRow()) {
        branches.rejected++;
        at = row;
        while (block[at] != '\n') {
          at++;
        }
      }
      at++;
    }
  }

  /** Leaves `at` on the row's newline when the row is good. */
  private boolean parseRow() {
    boolean quoted = opened();
    if (!isTimestamp(at)) {
      return false;
    }
    at += TIMESTAMP_BYTES;
    if (!closed(quoted) || bytes[at++] != ',') {
      return false;
    }
    quoted = opened();
    int code = at;
    long hash = scanCode();
    int codeEnd = at;
    if (codeEnd == code || codeEnd - code > MOST_CODE_BYTES || !closed(quoted) || bytes[at++] != ',') {
      return false;
    }
    quoted = opened();
    if (!scanAmount() || !closed(quoted)) {
      return false;
    }
    if (bytes[at] == '\r') {
      at++;
    }
    if (bytes[at] != '\n') {
      return false;
    }
    branches.find(bytes, code, codeEnd, hash).add(cents);
    return true;
  }

  private boolean opened() {
    if (bytes[at] != '"') {
      return false;
    }
    at++;
    return true;
  }

  private boolean closed(boolean quoted) {
    return !quoted || bytes[at++] == '"';
  }

  /** Moves to the next comma, quote or newline, eight bytes at a time, and gives a hash of what it passed. */
  private long scanCode() {
    long hash = 0;
    while (true) {
      long word = (long) WORD.get(bytes, at);
      long found = (zeros(word ^ COMMAS) | zeros(word ^ QUOTES) | zeros(word ^ NEWLINES)) & HIGH_BITS;
      if (found != 0) {
        int passed = Long.numberOfTrailingZeros(found) >>> 3;
        long kept = passed == 0 ? 0 : word & (-1L >>> (64 - 8 * passed));
        at += passed;
        return finished(hash ^ kept);
      }
      hash = (hash ^ word) * MIXER;
      at += Long.BYTES;
    }
  }

  /** The lowest high bit that is set marks the first byte that is zero. */
  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }

  private static long finished(long hash) {
    long mixed = hash * MIXER;
    return mixed ^ mixed >>> 32;
  }

  /** Reads an amount with up to two decimals into `cents`. */
  private boolean scanAmount() {
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    int start = at;
    long value = 0;
    for (int digit = digit(at); digit >= 0; digit = digit(at)) {
      if (at++ - start == MOST_WHOLE_DIGITS) {
        return false;
      }
      value = value * 10 + digit;
    }
    if (at == start) {
      return false;
    }
    value *= 100;
    if (bytes[at] == '.') {
      int tenths = digit(at + 1);
      if (tenths < 0) {
        return false;
      }
      int hundredths = digit(at + 2);
      value += tenths * 10L + Math.max(0, hundredths);
      at += hundredths < 0 ? 2 : 3;
    }
    cents = negative ? -value : value;
    return true;
  }

  private boolean isTimestamp(int p) {
    return isDate(p) && bytes[p + 10] == 'T' && isTime(p + 11) && bytes[p + 19] == 'Z';
  }

  private boolean isDate(int p) {
    int century = pair(p);
    int year = century * 100 + pair(p + 2);
    int month = pair(p + 5);
    int day = pair(p + 8);
    if (bytes[p + 4] != '-' || bytes[p + 7] != '-' || century < 0 || pair(p + 2) < 0 || month < 1 || month > 12) {
      return false;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= (month == 2 && !leap ? 28 : DAYS[month]);
  }

  private boolean isTime(int p) {
    int hour = pair(p);
    int minute = pair(p + 3);
    int second = pair(p + 6);
    return bytes[p + 2] == ':' && bytes[p + 5] == ':'
        && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  }

  /** Two digits as a number, or something below zero. */
  private int pair(int p) {
    int tens = digit(p);
    int ones = digit(p + 1);
    return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
  }

  private int digit(int p) {
    int digit = bytes[p] - '0';
    return digit <= 9 ? digit : -1;
  }
}
