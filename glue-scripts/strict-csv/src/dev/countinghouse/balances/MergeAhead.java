package dev.countinghouse.balances;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Merges runs in a thread of its own, some batches ahead of the replay: unpacking and comparing take as long as applying, and
 * a single kernel would leave the other cores idle.
 */
final class MergeAhead implements Closeable {
  private static final int BATCHES = 8;

  private final BlockingQueue<TransferBatch> filled = new ArrayBlockingQueue<>(BATCHES);
  private final BlockingQueue<TransferBatch> free = new ArrayBlockingQueue<>(BATCHES);
  private final Thread thread;
  private volatile Exception failure;

  MergeAhead(Merge merge) {
    for (int i = 0; i < BATCHES; i++) {
      free.add(new TransferBatch());
    }
    thread = new Thread(() -> fillAll(merge), "countinghouse-merge");
    thread.setDaemon(true);
    thread.start();
  }

  private void fillAll(Merge merge) {
    try {
      boolean more = true;
      while (more) {
        TransferBatch batch = free.take();
        more = fill(merge, batch);
        filled.put(batch);
      }
    } catch (InterruptedException e) {
      // Whoever has closed this waits for nothing.
      Thread.currentThread().interrupt();
    }
  }

  /** What goes wrong is told in turn, behind an empty batch. */
  private boolean fill(Merge merge, TransferBatch batch) {
    try {
      return merge.fill(batch);
    } catch (IOException | RuntimeException e) {
      failure = e;
      batch.size = 0;
      return false;
    }
  }

  /** The next transfers, to be given back by {@link #free}; null behind the last ones. */
  TransferBatch next() throws IOException {
    try {
      TransferBatch batch = filled.take();
      if (failure != null && batch.size == 0) {
        throw new IOException("the transfers could not be merged", failure);
      }
      return batch.size == 0 ? null : batch;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  void free(TransferBatch batch) {
    free.add(batch);
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException told = new InterruptedIOException("the replay was interrupted");
    told.initCause(cause);
    return told;
  }
}
