package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The part of a byte stream that is at hand: always the row at work, and as much behind it as was read. Of a row longer
 * than the limit only its first `maxRowBytes` bytes stay, the rest passes by.
 */
final class ByteWindow implements Closeable {
  private static final int SPARE_BYTES = 1 << 20;

  /** Read at a time: what was read is parsed while it is in the processor's cache. */
  private static final int READ_BYTES = 256 << 10;

  /** A row's beginning is moved to the front of the buffer before every read when it is as short as this. */
  private static final int CHEAP_TO_MOVE = 8 << 10;

  /** Room for a CRLF behind a row, a byte before and one after; also for a byte-order mark. */
  private static final int LOOK_AROUND = 5;

  final byte[] bytes;

  /** The next byte to look at, and the end of those at hand. */
  int pos;

  int limit;

  /** Where the row at work begins. */
  int rowStart;

  /** Bytes of the row at work that are not kept. */
  long dropped;

  private final InputStream in;
  private final int maxRowBytes;
  private final boolean stopAtTooLong;
  private boolean ended;

  /** @param stopAtTooLong true to take a row over the limit for the end of the stream (nothing after it is read) */
  ByteWindow(InputStream in, int maxRowBytes, boolean stopAtTooLong) {
    this(in, maxRowBytes, stopAtTooLong, buffer(maxRowBytes));
  }

  /** @param spareBytes what the buffer holds beside one row of the greatest length */
  ByteWindow(InputStream in, int maxRowBytes, boolean stopAtTooLong, int spareBytes) {
    this(in, maxRowBytes, stopAtTooLong, new byte[maxRowBytes + LOOK_AROUND + spareBytes]);
  }

  /** @param buffer a {@link #buffer} that no one else uses any more */
  ByteWindow(InputStream in, int maxRowBytes, boolean stopAtTooLong, byte[] buffer) {
    this.in = in;
    this.maxRowBytes = maxRowBytes;
    this.stopAtTooLong = stopAtTooLong;
    this.bytes = buffer;
  }

  /** Room for the work of a window, which windows may share if only one at a time is in use. */
  static byte[] buffer(int maxRowBytes) {
    return new byte[maxRowBytes + LOOK_AROUND + SPARE_BYTES];
  }

  int maxRowBytes() {
    return maxRowBytes;
  }

  /** True when at least `count` bytes are at hand from `pos` on, after reading more if need be. */
  boolean has(int count) throws IOException {
    while (limit - pos < count && refill()) {
      // A stream may give fewer bytes than asked for.
    }
    return limit - pos >= count;
  }

  void beginRow() {
    rowStart = pos;
    dropped = 0;
  }

  /** Makes at least one more byte available behind `limit`; may move `pos`. False at the end of the stream. */
  boolean refill() throws IOException {
    if (!ended && (limit == bytes.length || limit - rowStart <= CHEAP_TO_MOVE)) {
      makeRoom();
    }
    int count = ended ? -1 : in.read(bytes, limit, Math.min(READ_BYTES, bytes.length - limit));
    ended = count < 0;
    limit += Math.max(count, 0);
    return !ended;
  }

  private void makeRoom() {
    if (rowStart > 0) {
      System.arraycopy(bytes, rowStart, bytes, 0, limit - rowStart);
      pos -= rowStart;
      limit -= rowStart;
      rowStart = 0;
    } else if (limit == bytes.length) {
      dropMiddle();
    }
  }

  /** The row fills the buffer, so it is too long: keeps its beginning and, to look behind, the byte before `pos`. */
  private void dropMiddle() {
    if (stopAtTooLong) {
      ended = true;
      return;
    }
    int from = pos - 1;
    System.arraycopy(bytes, from, bytes, maxRowBytes, limit - from);
    dropped += from - maxRowBytes;
    limit = maxRowBytes + limit - from;
    pos = maxRowBytes + 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
