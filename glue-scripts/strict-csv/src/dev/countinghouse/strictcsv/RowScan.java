package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** One reading of one file: of its rows, or of partial aggregates over them. */
final class RowScan implements Scan, Batch {
  private final SourceOptions source;
  private final Header header;
  private final RowPlan plan;
  private final StructType projection;
  private final Aggregates aggregates;
  private InputPartition[] splits;

  /** @param aggregates null for the rows themselves */
  RowScan(SourceOptions source, Header header, RowPlan plan, StructType projection, Aggregates aggregates) {
    this.source = source;
    this.header = header;
    this.plan = plan;
    this.projection = projection;
    this.aggregates = aggregates;
  }

  @Override
  public StructType readSchema() {
    return aggregates == null ? projection : aggregates.schema();
  }

  @Override
  public String description() {
    String rows = plan.good() && plan.bad() ? "all rows" : plan.good() ? "good rows" : plan.bad() ? "bad rows" : "no row";
    String what = aggregates == null ? rows : "aggregates over " + rows;
    return StrictCsvSource.NAME + ": " + what + " of " + source.file().name();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  /** Spark asks more than once, and a plan may cost a look at the whole file. */
  @Override
  public synchronized InputPartition[] planInputPartitions() {
    if (splits == null) {
      try {
        splits = SplitPlan.of(source, header, wantsLines(), StrictCsvSource.hadoop()).toArray(InputPartition[]::new);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return splits.clone();
  }

  /** Said here, lest Spark ask every split for it while it still plans. */
  @Override
  public ColumnarSupportMode columnarSupportMode() {
    return aggregates == null ? ColumnarSupportMode.SUPPORTED : ColumnarSupportMode.UNSUPPORTED;
  }

  private boolean wantsLines() {
    int[] wanted = aggregates == null ? plan.outputs() : aggregates.inputs();
    return IntStream.of(wanted).anyMatch(code -> code == RowSchema.Extra.LINE.code());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new RowReaderFactory(source, plan, aggregates, new SerializableConfiguration(StrictCsvSource.hadoop()));
  }
}
