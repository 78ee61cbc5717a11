package dev.countinghouse.strictcsv;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** One reading of the files: of their rows, or of partial aggregates over them. */
final class RowScan implements Scan, Batch {
  private final SourceOptions source;
  private final List<CheckedFile> files;
  private final RowPlan plan;
  private final StructType projection;
  private final Aggregates aggregates;
  private InputPartition[] splits;

  /** @param aggregates null for the rows themselves */
  RowScan(
      SourceOptions source,
      List<CheckedFile> files,
      RowPlan plan,
      StructType projection,
      Aggregates aggregates) {
    this.source = source;
    this.files = files;
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
    return StrictCsvSource.NAME + ": " + what + " of " + source.name();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  /** Spark asks more than once, and a plan may cost a look at whole files. */
  @Override
  public synchronized InputPartition[] planInputPartitions() {
    if (splits == null) {
      List<TaskSplits> tasks = SplitPlan.of(source, files, wantsLines());
      splits = tasks.toArray(InputPartition[]::new);
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
    return new RowReaderFactory(plan, source.maxRowBytes(), aggregates, HadoopSettings.broadcast());
  }
}
