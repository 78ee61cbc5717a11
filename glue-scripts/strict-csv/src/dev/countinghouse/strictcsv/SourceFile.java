package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * One of the files of a frame.
 *
 * @param number its place among them, from 0 on
 */
record SourceFile(int number, StoredFile stored, boolean gzip) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Its name for messages to people. */
  String name() {
    return stored.name();
  }

  /**
   * Opens the stored bytes in which the CSV bytes from `from` on are found.
   *
   * @param until where the caller will probably stop; nothing behind it is fetched ahead
   */
  InputStream openStored(Configuration hadoop, long from, long until) throws IOException {
    // Nobody can begin to decompress in the middle.
    return stored.open(hadoop, gzip ? 0 : from, until);
  }

  /** Gives the CSV bytes from `from` on, of what {@link #openStored} gave. */
  InputStream unpack(InputStream opened, long from) throws IOException {
    if (!gzip) {
      return opened;
    }
    InputStream csv = new GzipStream(opened, name());
    csv.skipNBytes(from);
    return csv;
  }
}
