package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;

/** The rows of a split with their verdicts: typical ones by the fast path, all others by the exact one. */
final class Rows implements Closeable {
  private final RowScanner scanner;
  private final RowCheck check;
  private final FastRow fast;
  private final RowValues values;
  private final RowPlan plan;
  private final int file;
  private final Condition[] conditions;
  private Reason reason;

  /**
   * @param header of the file that the rows are of
   * @param file its number
   */
  Rows(RowScanner scanner, RowPlan plan, Header header, int file) {
    this.scanner = scanner;
    this.plan = plan;
    this.file = file;
    this.conditions = plan.conditions().toArray(Condition[]::new);
    scanner.keepFields(header.fieldCount());
    values = new RowValues(plan.columns());
    check = new RowCheck(plan.columns(), header.places(), header.fieldCount());
    fast = new FastRow(plan, header, scanner.maxRowBytes(), scanner.quotesAllowed(), values);
  }

  /** Moves to the next row that the plan asks for; false behind the last one. */
  boolean next() throws IOException {
    for (;;) {
      if (plan.good() ? nextTypical() : passTypical()) {
        if (areMet()) {
          return true;
        }
        continue;
      }
      if (!scanner.next()) {
        return false;
      }
      reason = check.check(scanner);
      if (reason == null && plan.good()) {
        check.keep(values);
        if (areMet()) {
          return true;
        }
      }
      if (reason != null && plan.bad()) {
        return true;
      }
    }
  }

  /** Whether the values of a good row meet all conditions. */
  private boolean areMet() {
    for (Condition condition : conditions) {
      if (!condition.holds(values)) {
        return false;
      }
    }
    return true;
  }

  private boolean nextTypical() {
    int at = scanner.place();
    if (at >= scanner.placeLimit()) {
      return false;
    }
    int end = fast.read(scanner.buffer(), at, scanner.limit());
    if (end < 0) {
      return false;
    }
    scanner.take(end, fast.terminator());
    reason = null;
    return true;
  }

  /** Where only bad rows are wanted, passes over good ones quickly. */
  private boolean passTypical() {
    pass(null);
    return false;
  }

  /**
   * Passes over typical rows, all good, and shows the values of each to a visitor (null: to none), until another kind of
   * row comes, no more are at hand, or the visitor refuses one, which then comes again. Gives how many were passed.
   */
  int pass(Visitor visitor) {
    byte[] bytes = scanner.buffer();
    int limit = scanner.limit();
    int placeLimit = scanner.placeLimit();
    int at = scanner.place();
    long offset = scanner.nextOffset() - at;
    long line = scanner.nextLine();
    int passed = 0;
    while (at < placeLimit) {
      int end = fast.read(bytes, at, limit);
      if (end < 0) {
        break;
      }
      boolean shown = visitor != null && areMet();
      if (shown && !visitor.visit(values, line + passed, offset + at, end - at)) {
        break;
      }
      at = end + fast.terminator();
      passed++;
    }
    scanner.pass(at, passed);
    return passed;
  }

  /** Looks at good rows. */
  interface Visitor {
    /** Takes the values of a row and its place, as {@link RowScanner} would tell it; false to refuse the row. */
    boolean visit(RowValues values, long line, long offset, long length);
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

  /** The number of the file that the rows are of. */
  int file() {
    return file;
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
