package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A file as it is stored, compressed or not. */
sealed interface StoredFile extends Serializable permits HadoopFile, S3Version {
  /** How much of it the caller means to read. */
  enum Extent {
    /** A little of its beginning. */
    HEAD,
    /** All of it, in order. */
    WHOLE
  }

  /** Opens the stored bytes. Throws `source-gone` when the file, or this version of it, does not exist. */
  InputStream open(Configuration hadoop, Extent extent) throws IOException;

  /** Its name for messages to people. */
  String name();
}
