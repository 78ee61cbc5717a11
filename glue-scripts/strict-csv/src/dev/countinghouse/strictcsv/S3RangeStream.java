package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An S3 object as a stream of bounded ranges; while one is consumed, the next is fetched on another thread. Ranges
 * rather than one endless GET, because a slow reader would let such a connection time out.
 */
final class S3RangeStream extends InputStream {
  static final int RANGE_BYTES = 8 << 20;

  private final S3RangeReader reader;
  private final long size;
  private final boolean fetchAhead;
  private final ExecutorService fetcher;

  private int rangeBytes;
  private byte[] current = new byte[0];
  private byte[] spare = new byte[0];
  private int at;
  private int available;
  private long fetched;
  private Future<Integer> ahead;

  /**
   * @param firstRangeBytes the first range; each one after is twice as long, up to RANGE_BYTES
   * @param fetchAhead false to fetch a range only when it is needed
   */
  S3RangeStream(S3RangeReader reader, long size, int firstRangeBytes, boolean fetchAhead) {
    this.reader = reader;
    this.size = size;
    this.rangeBytes = firstRangeBytes;
    this.fetchAhead = fetchAhead;
    this.fetcher = Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "strict-csv-s3-fetcher");
      thread.setDaemon(true);
      return thread;
    });
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (at == available && !nextRange()) {
      return -1;
    }
    int count = Math.min(length, available - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private boolean nextRange() throws IOException {
    if (ahead == null && !startFetch()) {
      return false;
    }
    int count = await();
    byte[] done = spare;
    spare = current;
    current = done;
    at = 0;
    available = count;
    if (fetchAhead) {
      startFetch();
    }
    return true;
  }

  /** Begins to fill `spare`; false when the object has no more bytes. */
  private boolean startFetch() {
    int count = (int) Math.min(rangeBytes, size - fetched);
    if (count <= 0) {
      return false;
    }
    long position = fetched;
    if (spare.length < count) {
      spare = new byte[count];
    }
    byte[] buffer = spare;
    ahead = fetcher.submit(() -> {
      reader.read(position, buffer, count);
      return count;
    });
    fetched += count;
    rangeBytes = Math.min(2 * rangeBytes, RANGE_BYTES);
    return true;
  }

  private int await() throws IOException {
    try {
      return ahead.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for S3");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw cause instanceof IOException io ? io : new IOException(cause);
    } finally {
      ahead = null;
    }
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
  }
}
