package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** The checksum of one file's stored bytes, in one piece. */
final class ChecksumScan implements Scan, Batch {
  private final SourceOptions source;

  ChecksumScan(SourceOptions source) {
    this.source = source;
  }

  @Override
  public StructType readSchema() {
    return ChecksumReader.SCHEMA;
  }

  @Override
  public String description() {
    return StrictCsvSource.NAME + ": checksum of " + source.name();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return new InputPartition[] {new WholeFile()};
  }

  /** The only partition. */
  private record WholeFile() implements InputPartition {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    StoredFile file = source.files().get(0).stored();
    HadoopSettings hadoop = HadoopSettings.broadcast();
    return partition -> {
      try {
        return new ChecksumReader(file.open(hadoop.value(), 0, Long.MAX_VALUE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
