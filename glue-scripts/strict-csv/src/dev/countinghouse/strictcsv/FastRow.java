package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Reads typical rows in one go, eight bytes at a time: good ones in ASCII, without control characters or doubled quotes.
 * It says no to every other row, and to any row whose bytes are not all at hand; the exact path decides on those.
 */
final class FastRow {
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = ' ' * ONES;
  private static final long COMMAS = ',' * ONES;
  private static final long QUOTES = '"' * ONES;

  /** Longest form of a decimal or timestamp that is read without looking for its end first, and a word more. */
  private static final int AT_HAND = 48;

  private static final int CHECKED = 0;
  private static final int IGNORED = 1;
  private static final int DECIMAL = 2;
  private static final int MOMENT = 3;

  private final int maxRowBytes;
  private final int[] kinds;
  private final int[] columns;
  private final FieldCheck[] checks;
  private final FastDecimal[] decimals;
  private final boolean[] required;
  private final RowValues values;
  private int terminator;

  /** @param fieldCount the fields that every row must have */
  FastRow(List<Column> declared, int[] places, int fieldCount, int maxRowBytes, RowValues values) {
    this.maxRowBytes = maxRowBytes;
    this.values = values;
    kinds = new int[fieldCount];
    columns = new int[fieldCount];
    checks = new FieldCheck[fieldCount];
    decimals = new FastDecimal[fieldCount];
    required = new boolean[fieldCount];
    Arrays.fill(kinds, IGNORED);
    for (int i = 0; i < places.length; i++) {
      int field = places[i];
      Column column = declared.get(i);
      columns[field] = i;
      checks[field] = column.type().newCheck();
      required[field] = column.required();
      decimals[field] = column.type() instanceof Column.Exact exact ? FastDecimal.of(exact) : null;
      boolean moment = column.type() instanceof Column.Moment;
      kinds[field] = moment ? MOMENT : decimals[field] != null ? DECIMAL : CHECKED;
    }
  }

  /** Reads the row at `from`; gives where its content ends, before its line end, or -1. */
  int read(byte[] bytes, int from, int limit) {
    int at = from;
    int last = kinds.length - 1;
    for (int field = 0; field <= last; field++) {
      int end = readField(bytes, at, limit, field);
      if (end < 0) {
        return -1;
      }
      if (field == last) {
        return endRow(bytes, from, end, limit);
      }
      if (bytes[end] != ',') {
        return -1;
      }
      at = end + 1;
    }
    return -1;
  }

  private int endRow(byte[] bytes, int from, int end, int limit) {
    boolean crlf = bytes[end] == '\r' && end + 1 < limit && bytes[end + 1] == '\n';
    if ((!crlf && bytes[end] != '\n') || end - from > maxRowBytes || end == from) {
      return -1;
    }
    terminator = crlf ? 2 : 1;
    return end;
  }

  /** Bytes of the line end behind the last row that was read. */
  int terminator() {
    return terminator;
  }

  private int readField(byte[] bytes, int at, int limit, int field) {
    int kind = kinds[field];
    if (at + AT_HAND <= limit) {
      if (kind == DECIMAL) {
        int end = decimals[field].read(bytes, at);
        if (end >= 0) {
          values.number[columns[field]] = decimals[field].unscaled();
          values.empty[columns[field]] = false;
          return end;
        }
      } else if (kind == MOMENT && FastMoment.isPlain(bytes, at)) {
        values.empty[columns[field]] = false;
        return at + FastMoment.LENGTH;
      }
    }
    return readChecked(bytes, at, limit, field);
  }

  private int readChecked(byte[] bytes, int at, int limit, int field) {
    boolean quoted = at < limit && bytes[at] == '"';
    int from = quoted ? at + 1 : at;
    int to = quoted ? endOfQuoted(bytes, from, limit) : endOfPlain(bytes, from, limit);
    // One byte more must be at hand, to see what follows a closing quote.
    if (to < 0 || to + 1 >= limit || (quoted && bytes[to] != '"')) {
      return -1;
    }
    if (kinds[field] != IGNORED && !keep(bytes, from, to, field)) {
      return -1;
    }
    return quoted ? to + 1 : to;
  }

  private boolean keep(byte[] bytes, int from, int to, int field) {
    int column = columns[field];
    values.empty[column] = from == to;
    if (from == to) {
      return !required[field];
    }
    if (checks[field].check(bytes, from, to) != null) {
      return false;
    }
    checks[field].keep(values, column);
    return true;
  }

  /** The first comma, quote or byte that is not printable ASCII, or -1. */
  private static int endOfPlain(byte[] bytes, int from, int limit) {
    for (int at = from; at + Long.BYTES <= limit; at += Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      long found = unusual(word) | zeros(word ^ COMMAS);
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    return -1;
  }

  /** The first quote or byte that is not printable ASCII, or -1. */
  private static int endOfQuoted(byte[] bytes, int from, int limit) {
    for (int at = from; at + Long.BYTES <= limit; at += Long.BYTES) {
      long found = unusual((long) WORDS.get(bytes, at));
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    return -1;
  }

  /** Marks quotes and bytes below the space or above 127. Only the lowest mark is sure: borrows run upwards. */
  private static long unusual(long word) {
    return ((word - SPACES) & ~word & HIGH_BITS) | (word & HIGH_BITS) | zeros(word ^ QUOTES);
  }

  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGH_BITS;
  }
}
