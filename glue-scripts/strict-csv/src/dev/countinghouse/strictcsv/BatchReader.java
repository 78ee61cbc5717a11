package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives the rows of a split, good and bad, in file order. The batch that it gives is reused by the next one. */
final class BatchReader implements PartitionReader<ColumnarBatch>, Rows.Visitor {
  private final Rows rows;
  private final RowBatch batch;
  private final boolean wantsGood;

  BatchReader(RowScanner scanner, RowPlan plan, RowBatch batch) {
    this.batch = batch;
    rows = new Rows(scanner, plan);
    wantsGood = plan.good();
  }

  @Override
  public boolean next() throws IOException {
    batch.clear();
    while (!batch.isFull()) {
      if (wantsGood) {
        rows.pass(this);
      }
      if (batch.isFull() || !rows.next()) {
        break;
      }
      add();
    }
    return !batch.isEmpty();
  }

  private void add() {
    RowScanner place = rows.scanner();
    if (rows.reason() == null) {
      batch.addGood(rows.values(), place.line(), place.offset(), place.length());
    } else {
      batch.addBad(rows.reason(), rows.failedColumn(), place);
    }
  }

  @Override
  public boolean visit(RowValues values, long line, long offset, long length) {
    if (batch.isFull()) {
      return false;
    }
    batch.addGood(values, line, offset, length);
    return true;
  }

  @Override
  public ColumnarBatch get() {
    return batch.columnar();
  }

  @Override
  public void close() throws IOException {
    batch.close();
    rows.close();
  }
}
