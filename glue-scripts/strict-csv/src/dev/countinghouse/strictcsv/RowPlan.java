package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.util.List;

/**
 * What to make of each row.
 *
 * @param outputs what to write, see {@link RowSchema#outputs}
 * @param good whether to give good rows
 * @param bad whether to give bad rows
 */
record RowPlan(List<Column> columns, int[] outputs, boolean good, boolean bad) implements Serializable {
  private static final long serialVersionUID = 1L;
}
