package dev.countinghouse.balances;

import java.io.Serializable;

/**
 * Rejected transfers that follow each other in the file.
 *
 * @param reasons how many for each reason, as JSON
 * @param text RFC 4180: line, reason, and the four fields as they stand in the file
 */
record RejectedBlock(int rows, long firstLine, long lastLine, String reasons, String text)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All of it as one text, since each question that Python asks takes its time: a line of JSON, then the rows. */
  String inOne() {
    return "[" + rows + "," + firstLine + "," + lastLine + "," + reasons + "]\n" + text;
  }
}
