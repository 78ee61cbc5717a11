package dev.countinghouse.strictcsv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The rows of a file, cut one byte at a time as plainly as can be: what the fuzzer holds the readers to. */
final class PlainCut {
  /** A row, and what is wrong with it as a whole but for its length and its characters. */
  record Row(long line, int offset, int length, List<byte[]> fields, boolean unclosed, boolean textAfterQuote) {}

  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    CLOSED
  }

  private final byte[] bytes;
  private final List<Row> rows = new ArrayList<>();
  private List<byte[]> fields = new ArrayList<>();
  private ByteArrayOutputStream field = new ByteArrayOutputStream();
  private State state = State.FIELD_START;
  private boolean textAfterQuote;
  private int start;
  private long line = 1;
  private long newlines;

  private PlainCut(byte[] bytes) {
    this.bytes = bytes;
  }

  /** All rows, the header first; blank lines are none. */
  static List<Row> rows(byte[] bytes) {
    PlainCut cut = new PlainCut(bytes);
    cut.run();
    return cut.rows;
  }

  private int at(int place) {
    return place < bytes.length ? bytes[place] & 0xff : -1;
  }

  private void run() {
    int at = at(0) == 0xef && at(1) == 0xbb && at(2) == 0xbf ? 3 : 0;
    start = at;
    while (at < bytes.length) {
      at += state == State.QUOTED ? inQuotes(at) : outsideQuotes(at);
    }
    endRow(at);
  }

  /** Takes one byte, or two that belong together; gives how many. */
  private int inQuotes(int at) {
    newlines += bytes[at] == '\n' ? 1 : 0;
    boolean doubled = bytes[at] == '"' && at(at + 1) == '"';
    if (bytes[at] == '"' && !doubled) {
      state = State.CLOSED;
    } else {
      field.write(bytes[at]);
    }
    return doubled ? 2 : 1;
  }

  private int outsideQuotes(int at) {
    boolean crlf = bytes[at] == '\r' && at(at + 1) == '\n';
    if (crlf || bytes[at] == '\n') {
      endRow(at);
      newlines++;
      line += newlines;
      newlines = 0;
      start = at + (crlf ? 2 : 1);
      return crlf ? 2 : 1;
    }
    if (bytes[at] == ',') {
      endField();
    } else if (state == State.FIELD_START && bytes[at] == '"') {
      state = State.QUOTED;
    } else {
      textAfterQuote |= state == State.CLOSED;
      state = state == State.FIELD_START ? State.PLAIN : state;
      field.write(bytes[at]);
    }
    return 1;
  }

  private void endField() {
    fields.add(field.toByteArray());
    field = new ByteArrayOutputStream();
    state = State.FIELD_START;
  }

  private void endRow(int end) {
    boolean unclosed = state == State.QUOTED;
    endField();
    if (end > start) {
      rows.add(new Row(line, start, end - start, fields, unclosed, textAfterQuote));
    }
    fields = new ArrayList<>();
    textAfterQuote = false;
  }
}
