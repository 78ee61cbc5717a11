package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** What a task makes of a piece while it reads it, one after the other. The piece is closed with the task. */
abstract class PieceItems<T> implements CsvPiece.Reader, Iterator<T> {
  private final CsvPiece.Reading reading;
  private final Queue<T> ready = new ArrayDeque<>();
  private boolean ended;

  PieceItems(CsvPiece csv) throws IOException {
    reading = csv.open(this);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
  }

  /** Called once behind the last row; may give what is left. */
  abstract void end();

  final void give(T item) {
    ready.add(item);
  }

  /** Known at the end. */
  final CsvPiece.Extent extent() {
    return reading.extent();
  }

  @Override
  public final boolean hasNext() {
    try {
      while (ready.isEmpty() && !ended) {
        if (!reading.step()) {
          ended = true;
          end();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !ready.isEmpty();
  }

  @Override
  public final T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void close() {
    try {
      reading.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
