package dev.countinghouse.strictcsv;

/**
 * Checks the text of one column's fields and remembers the value of the last one that passed. Not thread-safe: each
 * reader makes its own from the column's declaration.
 */
interface FieldCheck {
  /** Checks the content of a field, never empty: bytes [from, to). Null when it passes. */
  Reason check(byte[] bytes, int from, int to);

  /** Keeps the value that passed last as that of a column. */
  void keep(RowValues values, int column);
}
