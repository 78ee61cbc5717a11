package dev.countinghouse.balances;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The runs of a partition in a file of their own, so that no number of transfers is too large for memory. */
final class ScratchRuns implements Closeable {
  /** For all runs together. */
  private static final int BUFFER_BYTES = 32 << 20;

  private static final int LEAST_BUFFER_BYTES = 16 << 10;
  private static final int MOST_BUFFER_BYTES = 1 << 20;

  private final FileChannel file;
  private final List<Run> heads = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();

  ScratchRuns() throws IOException {
    Path path = Files.createTempFile("countinghouse-runs-", ".bin");
    file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
  }

  void addAll(Iterator<Run> runs) throws IOException {
    long end = 0;
    while (runs.hasNext()) {
      Run run = runs.next();
      ByteBuffer bytes = ByteBuffer.wrap(run.bytes());
      while (bytes.hasRemaining()) {
        end += file.write(bytes);
      }
      heads.add(new Run(run.piece(), run.number(), run.transfers(), run.unit(), run.nanos(), new byte[0]));
      ends.add(end);
    }
  }

  List<RunReader> readers() {
    int each = Math.max(LEAST_BUFFER_BYTES, Math.min(MOST_BUFFER_BYTES, BUFFER_BYTES / Math.max(1, heads.size())));
    List<RunReader> readers = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      readers.add(new RunReader(heads.get(i), file, i == 0 ? 0 : ends.get(i - 1), ends.get(i), each));
    }
    return readers;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
