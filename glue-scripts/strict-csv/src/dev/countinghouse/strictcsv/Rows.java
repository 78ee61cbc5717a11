package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;

/** The rows of one file with their verdicts: typical ones by the fast path, all others by the exact one. */
final class Rows implements Closeable {
  private final RowScanner scanner;
  private final RowCheck check;
  private final FastRow fast;
  private final RowValues values;
  private final boolean skipGood;
  private Reason reason;

  /**
   * @param scanner at the beginning of a file whose header agrees with the plan
   * @param skipGood true to pass over good rows that are typical
   */
  Rows(RowScanner scanner, RowPlan plan, boolean skipGood) throws IOException {
    this.scanner = scanner;
    this.skipGood = skipGood;
    int fieldCount = scanner.next() ? scanner.fieldCount() : 0;
    scanner.keepFields(fieldCount);
    values = new RowValues(plan.columns());
    check = new RowCheck(plan.columns(), plan.places(), fieldCount);
    fast = new FastRow(plan.columns(), plan.places(), fieldCount, scanner.maxRowBytes(), values);
  }

  /** Moves to the next row; false behind the last one. */
  boolean next() throws IOException {
    while (nextTypical()) {
      if (!skipGood) {
        return true;
      }
    }
    if (!scanner.next()) {
      return false;
    }
    reason = check.check(scanner);
    if (reason == null) {
      check.keep(values);
    }
    return true;
  }

  private boolean nextTypical() {
    int end = fast.read(scanner.buffer(), scanner.place(), scanner.limit());
    if (end < 0) {
      return false;
    }
    scanner.take(end, fast.terminator());
    reason = null;
    return true;
  }

  /** Why the row is bad, or null. */
  Reason reason() {
    return reason;
  }

  /** See {@link RowCheck#failedColumn}; only of a bad row. */
  String failedColumn() {
    return check.failedColumn();
  }

  /** The values of a good row. */
  RowValues values() {
    return values;
  }

  /** Where the row stands and what its bytes are. */
  RowScanner scanner() {
    return scanner;
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
