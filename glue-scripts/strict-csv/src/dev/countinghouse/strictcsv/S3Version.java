package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * One version of an S3 object.
 *
 * @param versionId null for the current version
 * @param size its bytes as stored; checked against what S3 says
 */
record S3Version(String bucket, String key, String versionId, long size) implements StoredFile {
  private static final long serialVersionUID = 1L;

  @Override
  public InputStream open(Configuration hadoop, long from, long until) throws IOException {
    S3RangeReader reader = new S3RangeReader(this, S3Clients.of(bucket, hadoop));
    return BytesRead.counted(new S3RangeStream(reader, from, until, size), "s3a", S3AFileSystem.class);
  }

  @Override
  public long size(Configuration hadoop) {
    return size;
  }

  @Override
  public String name() {
    return "s3://" + bucket + "/" + key + (versionId == null ? "" : " (version " + versionId + ")");
  }
}
