package dev.countinghouse.balances;

import java.io.Serializable;

/**
 * What a task found in its piece of the file of transfers.
 *
 * @param rejected transfers for each reason that needs no balance
 */
record PieceSummary(int piece, FileTally tally, long lines, long[] rejected) implements Serializable {
  private static final long serialVersionUID = 1L;
}
