package dev.countinghouse.strictcsv;

import java.io.Serializable;

/**
 * A file whose header was found right.
 *
 * @param size its stored bytes
 */
record CheckedFile(SourceFile file, Header header, long size) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a byte of gzip costs, in plain ones: there is more in it than it seems, and it has to be decompressed. */
  private static final long GZIP_WEIGHT = 8;

  /** What it costs to read the file, in plain bytes. */
  long weight() {
    return file.gzip() ? GZIP_WEIGHT * size : Math.max(0, size - header.end());
  }
}
