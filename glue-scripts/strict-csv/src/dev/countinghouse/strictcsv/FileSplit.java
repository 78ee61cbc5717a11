package dev.countinghouse.strictcsv;

import java.io.Serializable;

/** A split and the file that it is a piece of. */
record FileSplit(CheckedFile file, Split split) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What it costs to read, in plain bytes. */
  long weight() {
    return file.file().gzip() ? file.weight() : Math.max(0, Math.min(split.end(), file.size()) - split.start());
  }

  FilePart part() {
    return new FilePart(file.file(), split.readFrom(), split.end());
  }
}
