package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/** Gives the rows of a task, good and bad, in the order of the files. The row that it gives is reused by the next one. */
final class RowReader implements PartitionReader<InternalRow> {
  private static final int INITIAL_ROW_BYTES = 256;

  private final TaskRows task;
  private final int[] outputs;
  private final Column.Type[] types;
  private final UnsafeRowWriter row;

  RowReader(TaskRows task, RowPlan plan) {
    this.task = task;
    outputs = plan.outputs();
    types = plan.columns().stream().map(Column::type).toArray(Column.Type[]::new);
    row = new UnsafeRowWriter(outputs.length, INITIAL_ROW_BYTES);
  }

  @Override
  public boolean next() throws IOException {
    return task.next();
  }

  @Override
  public InternalRow get() {
    Rows rows = task.current();
    row.reset();
    row.zeroOutNullBytes();
    for (int ordinal = 0; ordinal < outputs.length; ordinal++) {
      if (outputs[ordinal] >= 0) {
        writeColumn(rows, outputs[ordinal], ordinal);
      } else {
        writeExtra(rows, RowSchema.extra(outputs[ordinal]), ordinal);
      }
    }
    return row.getRow();
  }

  private void writeColumn(Rows rows, int column, int ordinal) {
    if (rows.reason() == null && !rows.values().empty[column]) {
      types[column].write(rows.values(), column, row, ordinal);
    } else {
      row.setNullAt(ordinal);
    }
  }

  private void writeExtra(Rows rows, RowSchema.Extra extra, int ordinal) {
    switch (extra) {
      case FILE -> row.write(ordinal, rows.file());
      case LINE -> row.write(ordinal, rows.scanner().line());
      case OFFSET -> row.write(ordinal, rows.scanner().offset());
      case LENGTH -> row.write(ordinal, rows.scanner().length());
      default -> {
        if (rows.reason() == null) {
          row.setNullAt(ordinal);
        } else {
          row.write(ordinal, complaint(rows, extra));
        }
      }
    }
  }

  private UTF8String complaint(Rows rows, RowSchema.Extra extra) {
    RowScanner scanner = rows.scanner();
    return switch (extra) {
      case REASON -> rows.reason().utf8;
      case COLUMN -> UTF8String.fromString(rows.failedColumn());
      case RAW -> UTF8String.fromBytes(Utf8.escaped(scanner.buffer(), scanner.rowFrom(), scanner.keptTo()));
      default -> throw new IllegalStateException("not about bad rows: " + extra);
    };
  }

  @Override
  public void close() throws IOException {
    task.close();
  }
}
