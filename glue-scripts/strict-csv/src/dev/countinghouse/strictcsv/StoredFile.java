package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A file as it is stored, compressed or not. */
sealed interface StoredFile extends Serializable permits HadoopFile, S3Version {
  /**
   * Opens the stored bytes from `from` on. Throws `source-gone` when the file, or this version of it, does not exist.
   *
   * @param until where the caller will probably stop; nothing behind it is fetched ahead
   */
  InputStream open(Configuration hadoop, long from, long until) throws IOException;

  /** Its stored bytes. Throws as {@link #open} does. */
  long size(Configuration hadoop) throws IOException;

  /** Its name for messages to people. */
  String name();
}
