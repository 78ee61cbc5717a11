package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;

/**
 * Cuts a byte stream into CSV rows and fields. Of a row over the limit only the first `maxRowBytes` bytes are kept, the
 * rest is scanned to the row's end and dropped. Places of fields are valid until the next call of {@link #next()}.
 */
final class RowScanner implements Closeable {
  private static final Split WHOLE_FILE = Split.from(0, 1);

  private final ByteWindow window;
  private final byte[] bytes;
  private final FieldPlaces fields;
  private final long end;
  private final boolean quotesAllowed;

  private long newlines;
  private boolean unclosed;
  private boolean textAfterQuote;
  private long offset;
  private long line;
  private long length;
  private long nextOffset;
  private long nextLine;

  /** Scans a file from its very beginning, a byte-order mark included. */
  static RowScanner ofFile(ByteWindow window) throws IOException {
    RowScanner scanner = new RowScanner(window, WHOLE_FILE);
    scanner.skipByteOrderMark();
    return scanner;
  }

  /** Scans the rows of a split. @param window begins at {@link Split#readFrom} */
  static RowScanner ofSplit(ByteWindow window, Split split) throws IOException {
    RowScanner scanner = new RowScanner(window, split);
    if (!split.aligned()) {
      scanner.skipToRow();
    }
    return scanner;
  }

  private RowScanner(ByteWindow window, Split split) {
    this.window = window;
    this.bytes = window.bytes;
    this.fields = new FieldPlaces(window.maxRowBytes() + 1);
    this.end = split.end();
    this.quotesAllowed = split.aligned();
    this.nextOffset = split.readFrom();
    this.nextLine = split.line();
  }

  private void skipByteOrderMark() throws IOException {
    if (window.has(3) && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
      window.pos = 3;
      nextOffset = 3;
    }
  }

  /** Moves behind the first newline; to the split's end when none is before it. */
  private void skipToRow() throws IOException {
    window.beginRow();
    while (nextOffset < end && window.has(1)) {
      nextOffset++;
      if (bytes[window.pos++] == '\n') {
        return;
      }
      window.beginRow();
    }
    nextOffset = end;
  }

  /** From now on remembers the places of only the first `count` fields of a row; all are counted. */
  void keepFields(int count) {
    fields.keep(count);
  }

  /** Where the next row begins in the buffer, behind the last one. */
  int place() {
    return window.pos;
  }

  /** The end of the bytes at hand. */
  int limit() {
    return window.limit;
  }

  /** The end of the places at hand where a row of the split may begin. */
  int placeLimit() {
    return (int) Math.min(window.limit, window.pos + (end - nextOffset));
  }

  int maxRowBytes() {
    return window.maxRowBytes();
  }

  /** False when a quote ends the scan with an error. */
  boolean quotesAllowed() {
    return quotesAllowed;
  }

  /** Moves over the row at {@link #place()}, which another has read: it is within the limit and in one line. */
  void take(int rowEnd, int terminator) {
    beginRow();
    endRow(rowEnd, terminator);
  }

  /** Moves over whole rows of one line each, from {@link #place()} to `behind`; none of them can be asked about. */
  void pass(int behind, int rows) {
    nextOffset += behind - window.pos;
    nextLine += rows;
    window.pos = behind;
    window.beginRow();
  }

  /** Moves to the next row that is not blank; false behind the last one. */
  boolean next() throws IOException {
    while (nextOffset < end && window.has(1)) {
      beginRow();
      unclosed = false;
      textAfterQuote = false;
      fields.clear();
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

  private void beginRow() {
    offset = nextOffset;
    line = nextLine;
    newlines = 0;
    window.beginRow();
  }

  /** Reads one field; true when a comma ended it, so that another follows. */
  private boolean scanField() throws IOException {
    if (window.has(1) && bytes[window.pos] == '"') {
      return scanQuoted();
    }
    return scanPlain(window.pos - window.rowStart);
  }

  private boolean scanPlain(int from) throws IOException {
    int at = window.pos;
    for (;;) {
      at = skipPlain(bytes, at, window.limit);
      if (at == window.limit) {
        window.pos = at;
        if (!window.refill()) {
          endField(from, window.pos, false);
          return endRow(window.pos, 0);
        }
        at = window.pos;
        continue;
      }
      byte found = bytes[at];
      if (found == ',') {
        endField(from, at, false);
        window.pos = at + 1;
        return true;
      }
      if (found == '\n') {
        // The byte before is of this row; were it of another field, it would be a comma or a quote.
        boolean crlf = at > window.rowStart && bytes[at - 1] == '\r';
        int rowEnd = crlf ? at - 1 : at;
        endField(from, rowEnd, false);
        return endRow(rowEnd, crlf ? 2 : 1);
      }
      if (found == '"') {
        allowQuote();
      }
      at++;
    }
  }

  /** The first byte in [at, limit) that may be a comma, a quote or a newline: most cost one comparison. */
  private static int skipPlain(byte[] bytes, int at, int limit) {
    int place = at;
    while (place < limit && (bytes[place] > ',' || bytes[place] < 0)) {
      place++;
    }
    return place;
  }

  private boolean scanQuoted() throws IOException {
    allowQuote();
    int from = window.pos - window.rowStart;
    boolean escaped = false;
    window.pos++;
    for (;;) {
      if (!window.has(1)) {
        unclosed = true;
        endField(from + 1, window.pos, escaped);
        return endRow(window.pos, 0);
      }
      byte found = bytes[window.pos++];
      if (found == '\n') {
        newlines++;
      } else if (found == '"') {
        if (window.has(1) && bytes[window.pos] == '"') {
          escaped = true;
          window.pos++;
        } else {
          return afterQuote(from, escaped);
        }
      }
    }
  }

  /** `pos` is behind a closing quote. */
  private boolean afterQuote(int from, boolean escaped) throws IOException {
    int terminator = 0;
    if (window.pos < window.limit) {
      byte found = bytes[window.pos];
      boolean crlf = found == '\r' && window.has(2) && bytes[window.pos + 1] == '\n';
      if (found != ',' && found != '\n' && !crlf) {
        textAfterQuote = true;
        return scanPlain(from);
      }
      if (found == ',') {
        endField(from + 1, window.pos - 1, escaped);
        window.pos++;
        return true;
      }
      terminator = crlf ? 2 : 1;
    }
    endField(from + 1, window.pos - 1, escaped);
    return endRow(window.pos, terminator);
  }

  private void allowQuote() {
    if (!quotesAllowed) {
      throw StrictCsvException.quotesFound(offset);
    }
  }

  private void endField(int from, int fieldEnd, boolean escaped) {
    fields.add(from, fieldEnd - window.rowStart, escaped, window.dropped == 0);
  }

  private boolean endRow(int rowEnd, int terminator) {
    length = window.dropped + (rowEnd - window.rowStart);
    window.pos = rowEnd + terminator;
    nextOffset = offset + length + terminator;
    nextLine = line + newlines + (terminator > 0 ? 1 : 0);
    return false;
  }

  /** What is wrong with the row's bytes, by precedence; null when nothing is. Does not count fields. */
  Reason defect() {
    if (length > maxRowBytes()) {
      return Reason.ROW_TOO_LONG;
    }
    if (unclosed) {
      return Reason.UNCLOSED_QUOTE;
    }
    return textAfterQuote ? Reason.TEXT_AFTER_QUOTE : Utf8.defect(bytes, rowFrom(), rowFrom() + (int) length);
  }

  /** The physical line of the row's first byte; the file's first line is 1. Wrong where the split does not know its own. */
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

  /** Where the next row begins in the file, and in which line. */
  long nextOffset() {
    return nextOffset;
  }

  long nextLine() {
    return nextLine;
  }

  int fieldCount() {
    return fields.count();
  }

  byte[] buffer() {
    return bytes;
  }

  int rowFrom() {
    return window.rowStart;
  }

  /** The end of the row's bytes in the buffer: all of them, or the first `maxRowBytes`. */
  int keptTo() {
    return window.rowStart + (int) Math.min(length, maxRowBytes());
  }

  /** Where a field's content begins in the buffer, behind its opening quote. */
  int fieldFrom(int field) {
    return window.rowStart + fields.from(field);
  }

  int fieldTo(int field) {
    return window.rowStart + fields.to(field);
  }

  /** True when the content holds doubled quotes. */
  boolean fieldEscaped(int field) {
    return fields.escaped(field);
  }

  @Override
  public void close() throws IOException {
    window.close();
  }
}
