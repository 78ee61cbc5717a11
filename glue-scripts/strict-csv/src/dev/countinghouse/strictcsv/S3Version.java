package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * One version of an S3 object.
 *
 * @param versionId null for the current version
 * @param size its bytes as stored; checked against what S3 says
 */
record S3Version(String bucket, String key, String versionId, long size) implements StoredFile {
  private static final long serialVersionUID = 1L;
  private static final int HEAD_RANGE_BYTES = 64 << 10;

  @Override
  public InputStream open(Configuration hadoop, Extent extent) throws IOException {
    S3RangeReader reader = new S3RangeReader(this, S3Clients.of(bucket, hadoop));
    return extent == Extent.HEAD
        ? new S3RangeStream(reader, size, HEAD_RANGE_BYTES, false)
        : new S3RangeStream(reader, size, S3RangeStream.RANGE_BYTES, true);
  }

  @Override
  public String name() {
    return "s3://" + bucket + "/" + key + (versionId == null ? "" : " (version " + versionId + ")");
  }
}
