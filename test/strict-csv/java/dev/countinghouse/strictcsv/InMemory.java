package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Tasks over splits that are at hand. */
final class InMemory {
  private InMemory() {}

  /** A task of these splits. */
  static TaskRows task(Rows... splits) throws IOException {
    Iterator<Rows> left = List.of(splits).iterator();
    return new TaskRows(new TaskRows.Splits() {
      @Override
      public Rows next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {
        // What was opened is closed with its rows.
      }
    });
  }
}
