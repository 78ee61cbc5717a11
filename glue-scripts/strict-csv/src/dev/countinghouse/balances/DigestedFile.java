package dev.countinghouse.balances;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.PositionOutputStream;

/** A result file as it is written: how many bytes it has and what their SHA-256 is. An older one gives way. */
final class DigestedFile extends PositionOutputStream {
  private final OutputStream out;
  private final MessageDigest digest;
  private long bytes;

  DigestedFile(String uri, Configuration hadoop) throws IOException {
    Path path = new Path(uri);
    // The folder is the attempt's own, so nobody has to look what is there already.
    FSDataOutputStreamBuilder<?, ?> file = path.getFileSystem(hadoop).createFile(path);
    file.overwrite(true).recursive().opt("fs.s3a.create.performance", true);
    out = (OutputStream) file.build();
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] source, int from, int count) throws IOException {
    out.write(source, from, count);
    digest.update(source, from, count);
    bytes += count;
  }

  @Override
  public long getPos() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
