package dev.countinghouse.balances;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads what {@link RunWriter} has packed, from memory or bit by bit from a place in a file. */
final class RunReader {
  /** What a transfer takes at most. */
  private static final int MOST_BYTES = 6 * Varints.MOST_BYTES;

  final int piece;
  final int number;
  private final long unit;
  private final boolean nanos;
  private final ByteSource source;
  private final FileChannel file;
  private int left;
  private int limit;
  private long fileAt;
  private final long fileEnd;
  private long unitInstant;

  long micros;
  int nano;
  int from;
  int to;
  long amount;
  long index;

  RunReader(Run run) {
    this(run, run.bytes(), run.bytes().length, null, 0, 0);
  }

  /** @param head the run without its bytes, which are those [at, end) of the file */
  RunReader(Run head, FileChannel file, long at, long end, int bufferBytes) {
    this(head, new byte[Math.max(bufferBytes, 2 * MOST_BYTES)], 0, file, at, end);
  }

  private RunReader(Run run, byte[] bytes, int limit, FileChannel file, long at, long end) {
    piece = run.piece();
    number = run.number();
    unit = run.unit();
    nanos = run.nanos();
    left = run.transfers();
    source = new ByteSource(bytes);
    this.limit = limit;
    this.file = file;
    fileAt = at;
    fileEnd = end;
  }

  /** Moves to the next transfer; false behind the last one. */
  boolean next() throws IOException {
    if (left == 0) {
      return false;
    }
    left--;
    if (limit - source.at < MOST_BYTES && fileAt < fileEnd) {
      refill();
    }
    unitInstant += Varints.unfolded(source.next());
    micros = unit * unitInstant;
    nano = nanos ? (int) source.next() : 0;
    from = (int) source.next();
    to = (int) source.next();
    amount = source.next();
    index += Varints.unfolded(source.next());
    return true;
  }

  private void refill() throws IOException {
    byte[] bytes = source.bytes;
    int kept = limit - source.at;
    System.arraycopy(bytes, source.at, bytes, 0, kept);
    int wanted = (int) Math.min(bytes.length - kept, fileEnd - fileAt);
    ByteBuffer target = ByteBuffer.wrap(bytes, kept, wanted);
    while (target.hasRemaining()) {
      int got = file.read(target, fileAt);
      if (got < 0) {
        throw new IOException("a scratch file ends too early");
      }
      fileAt += got;
    }
    source.at = 0;
    limit = kept + wanted;
  }

  /** Whether this one's transfer applies before the other's. */
  boolean isBefore(RunReader other) {
    if (micros != other.micros) {
      return micros < other.micros;
    }
    if (nano != other.nano) {
      return nano < other.nano;
    }
    return piece != other.piece ? piece < other.piece : number < other.number;
  }
}
