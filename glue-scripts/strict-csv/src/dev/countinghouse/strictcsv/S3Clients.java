package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import software.amazon.awssdk.services.s3.S3Client;

/** Borrows the SDK client of the S3A file system, with the endpoint, credentials and retries configured for it. */
final class S3Clients {
  private S3Clients() {}

  static S3Client of(String bucket, Configuration hadoop) throws IOException {
    FileSystem files;
    try {
      files = FileSystem.get(new URI("s3a", bucket, "/", null), hadoop);
    } catch (URISyntaxException e) {
      throw new IOException("\"" + bucket + "\" is no name of a bucket", e);
    }
    if (files instanceof S3AFileSystem s3a) {
      return s3a.getS3AInternals().getAmazonS3Client("strict-csv reads versions by range");
    }
    throw new IOException("s3a:// is served by " + files.getClass().getName() + ", not by the S3A file system");
  }
}
