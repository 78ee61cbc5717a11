package dev.countinghouse.strictcsv;

import java.util.List;

/** Checks scanned rows against the declared columns and remembers the last row's values. */
final class RowCheck {
  private final List<Column> columns;
  private final int[] places;
  private final FieldCheck[] checks;
  private final boolean[] required;
  private final boolean[] empty;
  /** Content of fields with doubled quotes; one each, because a check may keep it until its value is written. */
  private final byte[][] unescaped;
  private final int fieldCount;
  private int failed = -1;

  /**
   * @param places for each column, the field of a row that holds it
   * @param fieldCount the fields that every row must have
   */
  RowCheck(List<Column> columns, int[] places, int fieldCount) {
    this.columns = columns;
    this.places = places;
    this.fieldCount = fieldCount;
    this.checks = columns.stream().map(column -> column.type().newCheck()).toArray(FieldCheck[]::new);
    this.required = new boolean[checks.length];
    for (int i = 0; i < checks.length; i++) {
      required[i] = columns.get(i).required();
    }
    this.empty = new boolean[checks.length];
    this.unescaped = new byte[checks.length][];
  }

  /** The row's first failing rule, or null when it is good. */
  Reason check(RowScanner row) {
    failed = -1;
    Reason defect = row.defect();
    if (defect != null) {
      return defect;
    }
    if (row.fieldCount() != fieldCount) {
      return Reason.FIELD_COUNT;
    }
    for (int i = 0; i < checks.length; i++) {
      Reason reason = check(row, i);
      if (reason != null) {
        failed = i;
        return reason;
      }
    }
    return null;
  }

  private Reason check(RowScanner row, int column) {
    int field = places[column];
    int from = row.fieldFrom(field);
    int to = row.fieldTo(field);
    empty[column] = from == to;
    if (from == to) {
      return required[column] ? Reason.MISSING : null;
    }
    if (row.fieldEscaped(field)) {
      int length = unescape(row.buffer(), from, to, column);
      return checks[column].check(unescaped[column], 0, length);
    }
    return checks[column].check(row.buffer(), from, to);
  }

  private int unescape(byte[] bytes, int from, int to, int column) {
    if (unescaped[column] == null || unescaped[column].length < to - from) {
      unescaped[column] = new byte[2 * (to - from)];
    }
    byte[] target = unescaped[column];
    int length = 0;
    for (int at = from; at < to; at++) {
      target[length++] = bytes[at];
      if (bytes[at] == '"') {
        at++;
      }
    }
    return length;
  }

  /** The column whose rule failed, or an empty name when the row as a whole did. */
  String failedColumn() {
    return failed < 0 ? "" : columns.get(failed).header();
  }

  /** Keeps the values of the last row, which was good. */
  void keep(RowValues values) {
    for (int i = 0; i < checks.length; i++) {
      values.empty[i] = empty[i];
      if (!empty[i]) {
        checks[i].keep(values, i);
      }
    }
  }
}
