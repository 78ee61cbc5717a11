package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

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

  /** So many bytes must be at hand where a decimal or a timestamp is read without looking for its end first. */
  private static final int AT_HAND = FastDecimal.MOST_BYTES + 2 * Long.BYTES;

  private static final int IGNORED = 0;
  private static final int TEXT = 1;
  private static final int DECIMAL = 2;
  private static final int MOMENT = 3;
  private static final int MOMENT_VALUE = 4;
  private static final int CHECKED = 5;

  private final int maxRowBytes;
  private final boolean quotesAllowed;
  private final int[] kinds;
  private final int[] columns;
  private final int[] maxLengths;
  private final FieldCheck[] checks;
  private final FastDecimal[] decimals;
  private final boolean[] required;
  private final RowValues values;
  private int terminator;

  /** @param quotesAllowed false to say no to every row with a quote */
  FastRow(RowPlan plan, Header header, int maxRowBytes, boolean quotesAllowed, RowValues values) {
    this.maxRowBytes = maxRowBytes;
    this.quotesAllowed = quotesAllowed;
    this.values = values;
    int fields = header.fieldCount();
    kinds = new int[fields];
    columns = new int[fields];
    maxLengths = new int[fields];
    checks = new FieldCheck[fields];
    decimals = new FastDecimal[fields];
    required = new boolean[fields];
    for (int i = 0; i < header.places().length; i++) {
      declare(header.places()[i], i, plan);
    }
  }

  private void declare(int field, int index, RowPlan plan) {
    Column column = plan.columns().get(index);
    Column.Type type = column.type();
    columns[field] = index;
    checks[field] = type.newCheck();
    required[field] = column.required();
    kinds[field] = CHECKED;
    if (type instanceof Column.Moment) {
      kinds[field] = plan.wants(index) ? MOMENT_VALUE : MOMENT;
    } else if (type instanceof Column.Exact exact) {
      decimals[field] = FastDecimal.of(exact);
      kinds[field] = decimals[field] != null ? DECIMAL : CHECKED;
    } else if (type instanceof Column.Text text && text.pattern() == null && text.allowed() == null) {
      kinds[field] = TEXT;
      maxLengths[field] = text.maxLength();
    }
  }

  /** Reads the row at `from`; gives where its content ends, before its line end, or -1. */
  int read(byte[] bytes, int from, int limit) {
    int at = from;
    int last = kinds.length - 1;
    for (int field = 0; field < last; field++) {
      int end = readField(bytes, at, limit, field);
      if (end < 0 || bytes[end] != ',') {
        return -1;
      }
      at = end + 1;
    }
    int end = last < 0 ? -1 : readField(bytes, at, limit, last);
    return end < 0 ? -1 : endRow(bytes, from, end, limit);
  }

  private int endRow(byte[] bytes, int from, int end, int limit) {
    terminator = 1;
    if (bytes[end] != '\n') {
      if (bytes[end] != '\r' || end + 1 >= limit || bytes[end + 1] != '\n') {
        return -1;
      }
      terminator = 2;
    }
    return end == from || end - from > maxRowBytes ? -1 : end;
  }

  /** Bytes of the line end behind the last row that was read. */
  int terminator() {
    return terminator;
  }

  private int readField(byte[] bytes, int at, int limit, int field) {
    if (at + AT_HAND > limit) {
      return at < limit ? readChecked(bytes, at, limit, field) : -1;
    }
    boolean quoted = bytes[at] == '"';
    int from = quoted ? at + 1 : at;
    int to = switch (kinds[field]) {
      case TEXT -> readText(bytes, from, quoted ? endOfQuoted(bytes, from, limit) : endOfPlain(bytes, from, limit), field);
      case DECIMAL -> readDecimal(bytes, from, field);
      case MOMENT, MOMENT_VALUE -> readMoment(bytes, from, field);
      default -> -1;
    };
    if (to < 0 || to + 1 >= limit || (quoted && (bytes[to] != '"' || !quotesAllowed))) {
      return readChecked(bytes, at, limit, field);
    }
    return quoted ? to + 1 : to;
  }

  /** Text without rules but its length. */
  private int readText(byte[] bytes, int from, int to, int field) {
    if (to < 0 || to - from > maxLengths[field] || (from == to && required[field])) {
      return -1;
    }
    int column = columns[field];
    values.empty[column] = from == to;
    values.from[column] = from;
    values.to[column] = to;
    if (values.text[column] != bytes) {
      values.text[column] = bytes;
    }
    return to;
  }

  private int readDecimal(byte[] bytes, int from, int field) {
    int to = decimals[field].read(bytes, from);
    if (to >= 0) {
      values.number[columns[field]] = decimals[field].unscaled();
      values.empty[columns[field]] = false;
    }
    return to;
  }

  private int readMoment(byte[] bytes, int from, int field) {
    int length = FastMoment.length(bytes, from);
    if (length < 0) {
      return -1;
    }
    values.empty[columns[field]] = false;
    if (kinds[field] == MOMENT_VALUE) {
      values.number[columns[field]] = FastMoment.micros(bytes, from);
      values.high[columns[field]] = 0;
    }
    return from + length;
  }

  private int readChecked(byte[] bytes, int at, int limit, int field) {
    boolean quoted = bytes[at] == '"';
    if (quoted && !quotesAllowed) {
      return -1;
    }
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
      long found = unusualOrComma((long) WORDS.get(bytes, at));
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
    return (word | word - SPACES | (word ^ QUOTES) - ONES) & HIGH_BITS;
  }

  /** Marks commas besides. */
  private static long unusualOrComma(long word) {
    return (word | word - SPACES | (word ^ QUOTES) - ONES | (word ^ COMMAS) - ONES) & HIGH_BITS;
  }
}
