package dev.countinghouse.strictcsv;

import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** One reading of one file, in one piece: of its rows, or of partial aggregates over them. */
final class StrictCsvScan implements Scan, Batch {
  private final SourceOptions source;
  private final RowPlan plan;
  private final StructType projection;
  private final Aggregates aggregates;

  StrictCsvScan(SourceOptions source, RowPlan plan, StructType projection, Aggregates aggregates) {
    this.source = source;
    this.plan = plan;
    this.projection = projection;
    this.aggregates = aggregates;
  }

  @Override
  public StructType readSchema() {
    if (aggregates != null) {
      return aggregates.schema();
    }
    return source.mode() == SourceOptions.Mode.CHECKSUM ? ChecksumReader.SCHEMA : projection;
  }

  @Override
  public String description() {
    String rows = plan.good() && plan.bad() ? "all rows" : plan.good() ? "good rows" : plan.bad() ? "bad rows" : "no row";
    String what = source.mode() == SourceOptions.Mode.CHECKSUM ? "checksum" : aggregates == null ? rows : "aggregates over " + rows;
    return StrictCsvSource.NAME + ": " + what + " of " + source.file().name();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return new InputPartition[] {new WholeFile()};
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ReaderFactory(source, plan, aggregates, new SerializableConfiguration(StrictCsvSource.hadoop()));
  }

  /** The only partition. */
  private record WholeFile() implements InputPartition {
    private static final long serialVersionUID = 1L;
  }
}
