package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives the rows of a task, good and bad, in the order of the files. The batch that it gives is reused by the next one. */
final class BatchReader implements PartitionReader<ColumnarBatch>, Rows.Visitor {
  private final TaskRows task;
  private final RowBatch batch;
  private final boolean wantsGood;

  BatchReader(TaskRows task, RowPlan plan, RowBatch batch) {
    this.batch = batch;
    this.task = task;
    wantsGood = plan.good();
  }

  @Override
  public boolean next() throws IOException {
    batch.clear();
    while (!batch.isFull()) {
      if (wantsGood) {
        task.current().pass(this);
      }
      if (batch.isFull() || !task.next()) {
        break;
      }
      add();
    }
    return !batch.isEmpty();
  }

  private void add() {
    Rows rows = task.current();
    RowScanner place = rows.scanner();
    if (rows.reason() == null) {
      batch.addGood(rows.values(), rows.file(), place.line(), place.offset(), place.length());
    } else {
      batch.addBad(rows.reason(), rows.failedColumn(), rows.file(), place);
    }
  }

  @Override
  public boolean visit(RowValues values, long line, long offset, long length) {
    if (batch.isFull()) {
      return false;
    }
    batch.addGood(values, task.current().file(), line, offset, length);
    return true;
  }

  @Override
  public ColumnarBatch get() {
    return batch.columnar();
  }

  @Override
  public void close() throws IOException {
    batch.close();
    task.close();
  }
}
