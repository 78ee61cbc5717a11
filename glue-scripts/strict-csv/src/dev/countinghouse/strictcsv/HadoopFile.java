package dev.countinghouse.strictcsv;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A local path or a Hadoop URI. */
record HadoopFile(String path) implements StoredFile {
  private static final long serialVersionUID = 1L;

  @Override
  public InputStream open(Configuration hadoop, long from, long until) throws IOException {
    FileSystem files = new Path(path).getFileSystem(hadoop);
    Path location = status(files).getPath();
    if (files instanceof LocalFileSystem local) {
      // Without the copies and the checksum files (.name.crc) of Hadoop's own way; the system itself reads ahead.
      FileChannel channel = FileChannel.open(local.pathToFile(location).toPath(), StandardOpenOption.READ);
      channel.position(from);
      return BytesRead.counted(Channels.newInputStream(channel), "file", LocalFileSystem.class);
    }
    FSDataInputStream in = files.open(location);
    in.seek(from);
    return in;
  }

  @Override
  public long size(Configuration hadoop) throws IOException {
    return status(new Path(path).getFileSystem(hadoop)).getLen();
  }

  private FileStatus status(FileSystem files) throws IOException {
    try {
      FileStatus status = files.getFileStatus(new Path(path));
      if (status.isDirectory()) {
        throw StrictCsvException.badOption(path + " is a folder; name a file.");
      }
      return status;
    } catch (FileNotFoundException e) {
      throw StrictCsvException.sourceGone("there is no file " + path + ".", e);
    }
  }

  @Override
  public String name() {
    return path;
  }
}
