package dev.countinghouse.balances;

import java.io.Serializable;

/** What comes out of a kernel. */
sealed interface KernelItem extends Serializable {
  /** What became of the accounts of a range that some transfer named, see {@link RangeFigures#add}. */
  record Moved(int range, byte[] accounts) implements KernelItem {
    private static final long serialVersionUID = 1L;
  }

  /** The first one. */
  record Short(Uncovered uncovered) implements KernelItem {
    private static final long serialVersionUID = 1L;
  }
}
