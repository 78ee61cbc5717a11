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

  @Override
  public InputStream open(Configuration hadoop, long from, long until) throws IOException {
    return new S3RangeStream(new S3RangeReader(this, S3Clients.of(bucket, hadoop)), from, until, size);
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
