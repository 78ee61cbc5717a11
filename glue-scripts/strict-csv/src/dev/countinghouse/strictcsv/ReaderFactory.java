package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Makes readers where the work is done; sent there by Spark. */
final class ReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final SourceOptions source;
  private final RowPlan plan;
  private final SerializableConfiguration hadoop;

  ReaderFactory(SourceOptions source, RowPlan plan, SerializableConfiguration hadoop) {
    this.source = source;
    this.plan = plan;
    this.hadoop = hadoop;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    try {
      if (source.mode() == SourceOptions.Mode.CHECKSUM) {
        return new ChecksumReader(source.file().open(hadoop.value(), StoredFile.Extent.WHOLE));
      }
      InputStream in = source.open(hadoop.value(), StoredFile.Extent.WHOLE);
      try {
        return new RowReader(new RowScanner(in, source.maxRowBytes(), false), plan);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
