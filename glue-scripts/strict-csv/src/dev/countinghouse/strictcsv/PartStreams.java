package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;

/**
 * Parts of files as streams, in order. Some are opened before their turn, so that the wait for the first bytes of a file
 * that is far away passes while those before it are read.
 */
final class PartStreams implements Closeable {
  private final Iterator<FilePart> parts;
  private final int ahead;
  private final Configuration hadoop;
  private final Queue<Opened> opened = new ArrayDeque<>();

  /** @param ahead how many parts to open before their turn */
  PartStreams(Iterator<FilePart> parts, int ahead, Configuration hadoop) {
    this.parts = parts;
    this.ahead = ahead;
    this.hadoop = hadoop;
  }

  /** @param failure why there is no stream; told when it is the part's turn */
  private record Opened(FilePart part, InputStream stored, Exception failure) {}

  /** The CSV bytes of the next part; the caller closes them. There must be one. */
  InputStream next() throws IOException {
    while (opened.size() <= ahead && parts.hasNext()) {
      opened.add(open(parts.next()));
    }
    Opened turn = opened.remove();
    if (turn.failure instanceof IOException io) {
      throw io;
    }
    if (turn.failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    try {
      return turn.part.file().unpack(turn.stored, turn.part.from());
    } catch (IOException | RuntimeException e) {
      turn.stored.close();
      throw e;
    }
  }

  private Opened open(FilePart part) {
    try {
      return new Opened(part, part.file().openStored(hadoop, part.from(), part.until()), null);
    } catch (IOException | RuntimeException e) {
      return new Opened(part, null, e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Opened left = opened.poll(); left != null; left = opened.poll()) {
      if (left.stored != null) {
        left.stored.close();
      }
    }
  }
}
