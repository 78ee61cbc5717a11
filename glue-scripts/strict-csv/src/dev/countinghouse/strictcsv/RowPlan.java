package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What to make of each row.
 *
 * @param outputs what to write, see {@link RowSchema#outputs}
 * @param good whether to give good rows
 * @param conditions what good rows must meet to be given
 * @param bad whether to give bad rows
 */
record RowPlan(List<Column> columns, int[] outputs, boolean good, boolean bad, List<Condition> conditions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether the value of a column is of any use, and not only whether it is right. */
  boolean wants(int column) {
    return IntStream.of(outputs).anyMatch(output -> output == column)
        || conditions.stream().anyMatch(condition -> condition.column() == column);
  }
}
