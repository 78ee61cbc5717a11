package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/** Makes readers of splits where the work is done; sent there by Spark. */
final class RowReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final SourceOptions source;
  private final RowPlan plan;
  private final Aggregates aggregates;
  private final SerializableConfiguration hadoop;

  /** @param aggregates null for the rows themselves */
  RowReaderFactory(SourceOptions source, RowPlan plan, Aggregates aggregates, SerializableConfiguration hadoop) {
    this.source = source;
    this.plan = plan;
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
    return new BatchReader(scanner((Split) partition), plan, new RowBatch(plan));
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new AggregateReader(scanner((Split) partition), plan, aggregates, Integer.MAX_VALUE);
  }

  private RowScanner scanner(Split split) {
    try {
      InputStream in = source.open(hadoop.value(), split.readFrom(), split.end());
      try {
        return RowScanner.ofSplit(new ByteWindow(in, source.maxRowBytes(), false), split);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
