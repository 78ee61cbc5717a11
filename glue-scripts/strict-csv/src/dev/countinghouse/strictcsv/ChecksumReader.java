package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Gives one row: how many bytes are stored and their CRC-64/NVME. */
final class ChecksumReader implements PartitionReader<InternalRow> {
  static final StructType SCHEMA = new StructType()
      .add("bytes", DataTypes.LongType, false)
      .add("crc64nvme", DataTypes.StringType, false);
  private static final int BUFFER_BYTES = 1 << 20;

  private final InputStream stored;
  private InternalRow row;

  ChecksumReader(InputStream stored) {
    this.stored = stored;
  }

  @Override
  public boolean next() throws IOException {
    if (row != null) {
      return false;
    }
    Crc64Nvme checksum = new Crc64Nvme();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int count = stored.read(buffer); count >= 0; count = stored.read(buffer)) {
      checksum.update(buffer, 0, count);
      bytes += count;
    }
    row = new GenericInternalRow(new Object[] {bytes, UTF8String.fromString(checksum.base64())});
    return true;
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public void close() throws IOException {
    stored.close();
  }
}
