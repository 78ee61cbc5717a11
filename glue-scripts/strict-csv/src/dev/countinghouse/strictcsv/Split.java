package dev.countinghouse.strictcsv;

import java.io.Serializable;

/**
 * A piece of a file: the rows whose first byte lies in [start, end), offsets in the uncompressed file. Its last row may
 * end behind it.
 *
 * @param line the physical line of `start`, where it is aligned
 * @param aligned true when a row begins at `start`. Otherwise the rows are found by themselves: the first one begins
 *     behind the first newline from `start - 1` on. That is right only in a file without quotes, so a quote is an error.
 */
record Split(long start, long end, long line, boolean aligned) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN_LINE = -1;

  /** All from a row's first byte to the end of a file, however long that is. */
  static Split from(long start, long line) {
    return new Split(start, Long.MAX_VALUE, line, true);
  }

  static Split unaligned(long start, long end) {
    return new Split(start, end, UNKNOWN_LINE, false);
  }

  Split until(long newEnd) {
    return new Split(start, newEnd, line, aligned);
  }

  /** The first byte to be read: that before `start` tells whether a row begins there. */
  long readFrom() {
    return aligned ? start : start - 1;
  }
}
