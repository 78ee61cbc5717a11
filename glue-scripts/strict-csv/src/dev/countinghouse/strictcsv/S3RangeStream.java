package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A part of an S3 object as a stream of bounded ranges. The first is asked for at once; while one is consumed, the next ones are fetched on other
 * threads. Ranges rather than one endless GET, because a slow reader would let such a connection time out; several at
 * once, because one connection is slower than a parser.
 */
final class S3RangeStream extends InputStream {
  private static final int RANGE_BYTES = 8 << 20;
  private static final int RANGES_AHEAD = 3;

  /** The first range behind the part, for a row that goes on there; each one after is twice as long. */
  private static final int OVERRUN_BYTES = 64 << 10;

  private final S3RangeReader reader;
  private final long until;
  private final long size;
  private final ExecutorService fetchers;
  private final Queue<Future<Range>> ahead = new ArrayDeque<>();
  private final Queue<byte[]> spare = new ArrayDeque<>();

  private Range current = new Range(new byte[0], 0);
  private int at;
  private long asked;
  private int overrun = OVERRUN_BYTES;

  /** @param until where the caller will probably stop; ranges behind it are fetched only when they are needed */
  S3RangeStream(S3RangeReader reader, long from, long until, long size) {
    this.reader = reader;
    this.until = Math.min(until, size);
    this.size = size;
    this.asked = from;
    this.fetchers = Executors.newFixedThreadPool(RANGES_AHEAD, task -> {
      Thread thread = new Thread(task, "strict-csv-s3-fetcher");
      thread.setDaemon(true);
      return thread;
    });
    if (from < this.until) {
      ask();
    }
  }

  private record Range(byte[] bytes, int count) {}

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (at == current.count && !nextRange()) {
      return -1;
    }
    int count = Math.min(length, current.count - at);
    System.arraycopy(current.bytes, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private boolean nextRange() throws IOException {
    if (ahead.isEmpty() && asked < size) {
      ask();
    }
    if (ahead.isEmpty()) {
      return false;
    }
    while (ahead.size() < RANGES_AHEAD && asked < until) {
      ask();
    }
    spare.add(current.bytes);
    current = await(ahead.remove());
    at = 0;
    return true;
  }

  private void ask() {
    long position = asked;
    int count = (int) Math.min(nextBytes(), size - position);
    byte[] reused = spare.poll();
    byte[] bytes = reused != null && reused.length >= count ? reused : new byte[count];
    ahead.add(fetchers.submit(() -> {
      reader.read(position, bytes, count);
      return new Range(bytes, count);
    }));
    asked += count;
  }

  private long nextBytes() {
    if (asked < until) {
      return Math.min(RANGE_BYTES, until - asked);
    }
    int bytes = overrun;
    overrun = Math.min(2 * overrun, RANGE_BYTES);
    return bytes;
  }

  private static Range await(Future<Range> range) throws IOException {
    try {
      return range.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for S3");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw cause instanceof IOException io ? io : new IOException(cause);
    }
  }

  @Override
  public void close() {
    fetchers.shutdownNow();
  }
}
