package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Makes readers of splits where the work is done; sent there by Spark. */
final class RowReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final RowPlan plan;
  private final int maxRowBytes;
  private final Aggregates aggregates;
  private final HadoopSettings hadoop;

  /** @param aggregates null for the rows themselves */
  RowReaderFactory(RowPlan plan, int maxRowBytes, Aggregates aggregates, HadoopSettings hadoop) {
    this.plan = plan;
    this.maxRowBytes = maxRowBytes;
    this.aggregates = aggregates;
    this.hadoop = hadoop;
  }

  /** Rows come in batches, aggregates one by one. */
  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return aggregates == null;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new BatchReader(rows((TaskSplits) partition), plan, new RowBatch(plan));
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new AggregateReader(rows((TaskSplits) partition), plan, aggregates, Integer.MAX_VALUE);
  }

  private TaskRows rows(TaskSplits task) {
    StoredSplits splits = new StoredSplits(task.splits(), plan, maxRowBytes, hadoop.value());
    try {
      try {
        return new TaskRows(splits);
      } catch (IOException | RuntimeException e) {
        splits.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
