package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;

/** The rows of a task: those of its splits, one split after the other. */
final class TaskRows implements Closeable {
  private final Splits splits;
  private Rows current;

  /** Opens the splits, of which there is at least one. */
  interface Splits extends Closeable {
    /** The rows of the next split, null behind the last one. The split before is not read any more. */
    Rows next() throws IOException;
  }

  TaskRows(Splits splits) throws IOException {
    this.splits = splits;
    this.current = splits.next();
  }

  /** Moves to the next row, see {@link Rows#next}; false behind the last one of the last split. */
  boolean next() throws IOException {
    while (!current.next()) {
      Rows following = splits.next();
      if (following == null) {
        return false;
      }
      current.close();
      current = following;
    }
    return true;
  }

  /** The split at work, with its row. Another one only after {@link #next}. */
  Rows current() {
    return current;
  }

  @Override
  public void close() throws IOException {
    try (splits) {
      current.close();
    }
  }
}
