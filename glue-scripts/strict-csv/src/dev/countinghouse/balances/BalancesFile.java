package dev.countinghouse.balances;

import java.io.Serializable;

/** A file of balances that was written. */
public record BalancesFile(String kind, String name, int rows, int firstRow, long bytes, String sha256)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
