package dev.countinghouse.strictcsv;

import java.io.Serializable;

/**
 * What a segment of a file does to whoever reads through it, for each state in which it may be entered: what is before
 * it need not be known to make this, and the summaries of neighbours put together are that of both.
 *
 * @param exits for each state at its beginning, the state at its end
 * @param firstRows for each state at its beginning, where the first row begins that follows a newline in it, or -1
 * @param newlinesBefore how many newlines of it stand before that row
 * @param newlines how many newlines it has in all, also inside quotes
 */
record SegmentSummary(int[] exits, long[] firstRows, long[] newlinesBefore, long newlines) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a row's reader waits for: at a field's start, inside a plain field, inside quotes, behind a closing quote. */
  static final int FIELD_START = 0;

  static final int PLAIN = 1;
  static final int QUOTED = 2;
  static final int QUOTE_SEEN = 3;
  static final int STATES = 4;
}
