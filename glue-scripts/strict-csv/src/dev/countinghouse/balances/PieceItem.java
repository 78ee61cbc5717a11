package dev.countinghouse.balances;

import java.io.Serializable;

/** What comes out of reading a piece of the transfers, one thing after the other. */
sealed interface PieceItem extends Serializable {
  /** Transfers to be replayed. */
  record Transfers(Run run) implements PieceItem {
    private static final long serialVersionUID = 1L;
  }

  /** See {@link Forest#links}. */
  record Links(int[] links) implements PieceItem {
    private static final long serialVersionUID = 1L;
  }
}
