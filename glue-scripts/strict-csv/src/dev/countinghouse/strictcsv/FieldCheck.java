package dev.countinghouse.strictcsv;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/**
 * Checks the text of one column's fields and remembers the value of the last one that passed. Not thread-safe: each
 * reader makes its own from the column's declaration.
 */
interface FieldCheck {
  /** Checks the content of a field, never empty: bytes [from, to). Null when it passes. */
  Reason check(byte[] bytes, int from, int to);

  /** The value that passed last, for whole numbers, days and decimals of at most 18 digits (unscaled). */
  default long number() {
    return 0;
  }

  /** Keeps the place of the text that passed last, if it is one. */
  default void keep(RowValues values, int column) {
    values.number[column] = number();
  }

  /** Writes the value that passed last. */
  void write(UnsafeRowWriter row, int ordinal);
}
