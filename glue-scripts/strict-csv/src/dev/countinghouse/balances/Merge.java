package dev.countinghouse.balances;

import java.io.IOException;
import java.util.List;

/** Puts runs together to one sequence in the order of the rules: a heap of runs by their next transfers. */
final class Merge {
  /** From 1 on: the children of i are 2 i and 2 i + 1. */
  private final RunReader[] heap;

  private int size;

  Merge(List<RunReader> readers) throws IOException {
    heap = new RunReader[readers.size() + 1];
    for (RunReader reader : readers) {
      if (reader.next()) {
        heap[++size] = reader;
      }
    }
    for (int at = size / 2; at >= 1; at--) {
      sink(at);
    }
  }

  /** Fills the batch as far as there are transfers; false when there were none. */
  boolean fill(TransferBatch batch) throws IOException {
    batch.size = 0;
    while (size > 0 && !batch.isFull()) {
      RunReader first = heap[1];
      batch.add(first);
      if (!first.next()) {
        heap[1] = heap[size];
        heap[size--] = null;
      }
      sink(1);
    }
    return batch.size > 0;
  }

  private void sink(int from) {
    int at = from;
    RunReader sinking = heap[at];
    for (int child = 2 * at; child <= size; child = 2 * at) {
      if (child < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(sinking)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = sinking;
  }
}
