package dev.countinghouse.strictcsv;

import java.io.IOException;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Gives the rows of a split, good and bad, in file order. The batch that it gives is reused by the next one. */
final class BatchReader implements PartitionReader<ColumnarBatch>, Rows.Visitor {
  private final Rows rows;
  private final RowBatch batch;
  private final boolean passesGood;

  BatchReader(RowScanner scanner, RowPlan plan, RowBatch batch) {
    this.batch = batch;
    rows = new Rows(scanner, plan);
    passesGood = plan.good() && !batch.wantsPlaces();
  }

  @Override
  public boolean next() throws IOException {
    batch.clear();
    while (!batch.isFull()) {
      if (passesGood) {
        rows.pass(this);
      }
      if (batch.isFull() || !rows.next()) {
        break;
      }
      batch.add(rows);
    }
    return !batch.isEmpty();
  }

  @Override
  public boolean visit(RowValues values) {
    if (batch.isFull()) {
      return false;
    }
    batch.addGood(values);
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
