package dev.countinghouse.strictcsv;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A local path or a Hadoop URI. */
record HadoopFile(String path) implements StoredFile {
  private static final long serialVersionUID = 1L;

  @Override
  public InputStream open(Configuration hadoop, Extent extent) throws IOException {
    Path location = new Path(path);
    FileSystem files = location.getFileSystem(hadoop);
    if (files instanceof LocalFileSystem local) {
      // The local file system's own checksum files (.name.crc) are no part of what was asked for.
      files = local.getRaw();
    }
    try {
      FileStatus status = files.getFileStatus(location);
      if (status.isDirectory()) {
        throw StrictCsvException.badOption(path + " is a folder; name a file.");
      }
      return files.open(location);
    } catch (FileNotFoundException e) {
      throw StrictCsvException.sourceGone("there is no file " + path + ".", e);
    }
  }

  @Override
  public String name() {
    return path;
  }
}
