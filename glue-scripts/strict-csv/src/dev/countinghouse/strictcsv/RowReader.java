package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/** Gives the rows of one file, good and bad, in file order. The row that it gives is reused by the next one. */
final class RowReader implements PartitionReader<InternalRow> {
  private static final int INITIAL_ROW_BYTES = 256;

  private final RowScanner scanner;
  private final RowPlan plan;
  private final RowCheck check;
  private final UnsafeRowWriter row;
  private final FastRow fast;
  private Reason reason;

  /** @param scanner at the beginning of a file whose header agrees with the plan */
  RowReader(RowScanner scanner, RowPlan plan) throws IOException {
    this.scanner = scanner;
    this.plan = plan;
    this.row = new UnsafeRowWriter(plan.outputs().length, INITIAL_ROW_BYTES);
    int fieldCount = scanner.next() ? scanner.fieldCount() : 0;
    scanner.keepFields(fieldCount);
    this.check = new RowCheck(plan.columns(), plan.places(), fieldCount);
    this.fast = plan.good()
        ? null
        : new FastRow(
            plan.columns(), plan.places(), fieldCount, scanner.maxRowBytes(), new RowValues(plan.columns()));
  }

  @Override
  public boolean next() throws IOException {
    for (;;) {
      skipTypical();
      if (!scanner.next()) {
        return false;
      }
      reason = check.check(scanner);
      if (reason == null ? plan.good() : plan.bad()) {
        return true;
      }
    }
  }

  /** Where only bad rows are wanted, passes over good ones quickly. */
  private void skipTypical() {
    if (fast == null) {
      return;
    }
    int end = fast.read(scanner.buffer(), scanner.place(), scanner.limit());
    while (end >= 0) {
      scanner.take(end, fast.terminator());
      end = fast.read(scanner.buffer(), scanner.place(), scanner.limit());
    }
  }

  @Override
  public InternalRow get() {
    row.reset();
    row.zeroOutNullBytes();
    int[] outputs = plan.outputs();
    for (int ordinal = 0; ordinal < outputs.length; ordinal++) {
      int output = outputs[ordinal];
      if (output >= 0) {
        writeColumn(output, ordinal);
      } else {
        writeExtra(RowSchema.extra(output), ordinal);
      }
    }
    return row.getRow();
  }

  private void writeColumn(int column, int ordinal) {
    if (reason == null) {
      check.write(column, row, ordinal);
    } else {
      row.setNullAt(ordinal);
    }
  }

  private void writeExtra(RowSchema.Extra extra, int ordinal) {
    switch (extra) {
      case LINE -> row.write(ordinal, scanner.line());
      case OFFSET -> row.write(ordinal, scanner.offset());
      case LENGTH -> row.write(ordinal, scanner.length());
      default -> {
        if (reason == null) {
          row.setNullAt(ordinal);
        } else {
          row.write(ordinal, complaint(extra));
        }
      }
    }
  }

  private UTF8String complaint(RowSchema.Extra extra) {
    return switch (extra) {
      case REASON -> reason.utf8;
      case COLUMN -> UTF8String.fromString(check.failedColumn());
      case RAW -> UTF8String.fromBytes(Utf8.escaped(scanner.buffer(), scanner.rowFrom(), scanner.keptTo()));
      default -> throw new IllegalStateException("not about bad rows: " + extra);
    };
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
