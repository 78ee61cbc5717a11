package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a byte stream into CSV rows and fields. It holds one buffer: of a row over the limit only the first
 * `maxRowBytes` bytes are kept, the rest is scanned to the row's end and dropped. Positions of fields are valid until
 * the next call of {@link #next()}.
 */
final class RowScanner implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Room for a CRLF behind a row, a byte before and one after; also for a byte-order mark. */
  private static final int LOOK_AROUND = 5;

  private final InputStream in;
  private final int maxRowBytes;
  private final boolean stopAtTooLong;
  private final byte[] buffer;

  private int pos;
  private int limit;
  private boolean ended;

  private int rowStart;
  private long dropped;
  private long newlines;
  private boolean unclosed;
  private boolean textAfterQuote;
  private long offset;
  private long line;
  private long length;
  private long nextOffset;
  private long nextLine = 1;

  private int fieldCount;
  private int fieldsKept;
  private int[] fieldFrom = new int[16];
  private int[] fieldTo = new int[16];
  private boolean[] fieldEscaped = new boolean[16];

  /**
   * @param maxRowBytes the longest row, without its line end, that is kept whole
   * @param stopAtTooLong true to take a row over the limit for the end of the stream (nothing after it is read)
   */
  RowScanner(InputStream in, int maxRowBytes, boolean stopAtTooLong) throws IOException {
    // Four times a row where that is little, so that moving a row's beginning to the front stays rare.
    this(in, maxRowBytes, stopAtTooLong, Math.max(BUFFER_BYTES, Math.min(3 * maxRowBytes, 4 << 20)));
  }

  /** @param spareBytes what the buffer holds beside one row of the greatest length */
  RowScanner(InputStream in, int maxRowBytes, boolean stopAtTooLong, int spareBytes) throws IOException {
    this.in = in;
    this.maxRowBytes = maxRowBytes;
    this.stopAtTooLong = stopAtTooLong;
    this.buffer = new byte[maxRowBytes + LOOK_AROUND + spareBytes];
    this.fieldsKept = maxRowBytes + 1;
    skipByteOrderMark();
  }

  private void skipByteOrderMark() throws IOException {
    while (limit < 3 && refill()) {
      // A stream may give fewer bytes than asked for.
    }
    if (limit >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf) {
      pos = 3;
      nextOffset = 3;
    }
  }

  /** From now on remembers the places of only the first `count` fields of a row; all are counted. */
  void keepFields(int count) {
    fieldsKept = count;
  }

  /** Where the next row begins in the buffer, behind the last one. */
  int place() {
    return pos;
  }

  /** The end of the bytes at hand. */
  int limit() {
    return limit;
  }

  int maxRowBytes() {
    return maxRowBytes;
  }

  /** Moves over the row at {@link #place()}, which another has read: it is within the limit and in one line. */
  void take(int end, int terminator) {
    offset = nextOffset;
    line = nextLine;
    rowStart = pos;
    dropped = 0;
    newlines = 0;
    endRow(end, terminator);
  }

  /** Moves to the next row that is not blank; false at the end of the stream. */
  boolean next() throws IOException {
    while (pos < limit || refill()) {
      offset = nextOffset;
      line = nextLine;
      rowStart = pos;
      dropped = 0;
      newlines = 0;
      unclosed = false;
      textAfterQuote = false;
      fieldCount = 0;
      boolean more = true;
      while (more) {
        more = scanField();
      }
      boolean blank = length == 0;
      if (!blank) {
        return true;
      }
    }
    return false;
  }

  /** Reads one field; true when a comma ended it, so that another follows. */
  private boolean scanField() throws IOException {
    if ((pos < limit || refill()) && buffer[pos] == '"') {
      return scanQuoted();
    }
    return scanPlain(pos - rowStart);
  }

  private boolean scanPlain(int from) throws IOException {
    int at = pos;
    for (;;) {
      at = skipPlain(buffer, at, limit);
      if (at == limit) {
        pos = at;
        if (!refill()) {
          endField(from, pos, false);
          return endRow(pos, 0);
        }
        at = pos;
        continue;
      }
      byte found = buffer[at];
      if (found == ',') {
        endField(from, at, false);
        pos = at + 1;
        return true;
      }
      if (found == '\n') {
        // The byte before is of this row; were it of another field, it would be a comma or a quote.
        boolean crlf = at > rowStart && buffer[at - 1] == '\r';
        int end = crlf ? at - 1 : at;
        endField(from, end, false);
        return endRow(end, crlf ? 2 : 1);
      }
      at++;
    }
  }

  /** The first byte in [at, limit) that may be a comma or a newline: a letter or digit costs one comparison. */
  private static int skipPlain(byte[] bytes, int at, int limit) {
    int place = at;
    while (place < limit && (bytes[place] > ',' || bytes[place] < 0)) {
      place++;
    }
    return place;
  }

  private boolean scanQuoted() throws IOException {
    int from = pos - rowStart;
    boolean escaped = false;
    pos++;
    for (;;) {
      if (pos == limit && !refill()) {
        unclosed = true;
        endField(from + 1, pos, escaped);
        return endRow(pos, 0);
      }
      byte found = buffer[pos++];
      if (found == '\n') {
        newlines++;
      } else if (found == '"') {
        if ((pos < limit || refill()) && buffer[pos] == '"') {
          escaped = true;
          pos++;
        } else {
          return afterQuote(from, escaped);
        }
      }
    }
  }

  /** `pos` is behind a closing quote. */
  private boolean afterQuote(int from, boolean escaped) throws IOException {
    int terminator = 0;
    if (pos < limit) {
      byte found = buffer[pos];
      boolean crlf = found == '\r' && lineFeedFollows();
      if (found != ',' && found != '\n' && !crlf) {
        textAfterQuote = true;
        return scanPlain(from);
      }
      if (found == ',') {
        endField(from + 1, pos - 1, escaped);
        pos++;
        return true;
      }
      terminator = crlf ? 2 : 1;
    }
    endField(from + 1, pos - 1, escaped);
    return endRow(pos, terminator);
  }

  private boolean lineFeedFollows() throws IOException {
    return (pos + 1 < limit || refill()) && buffer[pos + 1] == '\n';
  }

  private void endField(int from, int end, boolean escaped) {
    if (fieldCount < fieldsKept && dropped == 0) {
      if (fieldCount == fieldFrom.length) {
        int size = 2 * fieldCount;
        fieldFrom = Arrays.copyOf(fieldFrom, size);
        fieldTo = Arrays.copyOf(fieldTo, size);
        fieldEscaped = Arrays.copyOf(fieldEscaped, size);
      }
      fieldFrom[fieldCount] = from;
      fieldTo[fieldCount] = end - rowStart;
      fieldEscaped[fieldCount] = escaped;
    }
    fieldCount++;
  }

  private boolean endRow(int end, int terminator) {
    length = dropped + (end - rowStart);
    pos = end + terminator;
    nextOffset = offset + length + terminator;
    nextLine = line + newlines + (terminator > 0 ? 1 : 0);
    return false;
  }

  /** Makes at least one more byte available behind `limit`; may move `pos`. False at the end of the stream. */
  private boolean refill() throws IOException {
    if (!ended && limit == buffer.length) {
      if (rowStart > 0) {
        System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
        pos -= rowStart;
        limit -= rowStart;
        rowStart = 0;
      } else {
        dropMiddle();
      }
    }
    int count = ended ? -1 : in.read(buffer, limit, buffer.length - limit);
    ended = count < 0;
    limit += Math.max(count, 0);
    return !ended;
  }

  /** The row fills the buffer, so it is too long: keeps its beginning and, to look behind, the byte before `pos`. */
  private void dropMiddle() {
    if (stopAtTooLong) {
      ended = true;
      return;
    }
    int from = pos - 1;
    System.arraycopy(buffer, from, buffer, maxRowBytes, limit - from);
    dropped += from - maxRowBytes;
    limit = maxRowBytes + limit - from;
    pos = maxRowBytes + 1;
  }

  /** What is wrong with the row's bytes, by precedence; null when nothing is. Does not count fields. */
  Reason defect() {
    if (length > maxRowBytes) {
      return Reason.ROW_TOO_LONG;
    }
    if (unclosed) {
      return Reason.UNCLOSED_QUOTE;
    }
    return textAfterQuote ? Reason.TEXT_AFTER_QUOTE : Utf8.defect(buffer, rowStart, rowStart + (int) length);
  }

  /** The physical line of the row's first byte; the file's first line is 1. */
  long line() {
    return line;
  }

  /** Bytes before the row in the uncompressed file, byte-order mark included. */
  long offset() {
    return offset;
  }

  /** Bytes of the row without its line end. */
  long length() {
    return length;
  }

  int fieldCount() {
    return fieldCount;
  }

  byte[] buffer() {
    return buffer;
  }

  int rowFrom() {
    return rowStart;
  }

  /** The end of the row's bytes in the buffer: all of them, or the first `maxRowBytes`. */
  int keptTo() {
    return rowStart + (int) Math.min(length, maxRowBytes);
  }

  /** Where a field's content begins in the buffer, behind its opening quote. */
  int fieldFrom(int field) {
    return rowStart + fieldFrom[field];
  }

  int fieldTo(int field) {
    return rowStart + fieldTo[field];
  }

  /** True when the content holds doubled quotes. */
  boolean fieldEscaped(int field) {
    return fieldEscaped[field];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
