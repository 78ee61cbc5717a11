package dev.countinghouse.strictcsv;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/**
 * Checks the text of one column's fields and remembers the value of the last one that passed. Not thread-safe: each
 * reader makes its own from the column's declaration.
 */
interface FieldCheck {
  /** Checks the content of a field, never empty: bytes [from, to). Null when it passes. */
  Reason check(byte[] bytes, int from, int to);

  /** Writes the value that passed last. */
  void write(UnsafeRowWriter row, int ordinal);
}
