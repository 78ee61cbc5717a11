package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Opens the splits of a task where their files are stored; all share one buffer. */
final class StoredSplits implements TaskRows.Splits {
  private static final int SPLITS_AHEAD = 4;

  private final Iterator<FileSplit> splits;
  private final PartStreams streams;
  private final RowPlan plan;
  private final int maxRowBytes;
  private final byte[] buffer;

  StoredSplits(List<FileSplit> splits, RowPlan plan, int maxRowBytes, Configuration hadoop) {
    this.splits = splits.iterator();
    this.streams = new PartStreams(splits.stream().map(FileSplit::part).iterator(), SPLITS_AHEAD, hadoop);
    this.plan = plan;
    this.maxRowBytes = maxRowBytes;
    this.buffer = ByteWindow.buffer(maxRowBytes);
  }

  @Override
  public Rows next() throws IOException {
    if (!splits.hasNext()) {
      return null;
    }
    FileSplit next = splits.next();
    InputStream in = streams.next();
    try {
      RowScanner scanner = RowScanner.ofSplit(new ByteWindow(in, maxRowBytes, false, buffer), next.split());
      return new Rows(scanner, plan, next.file().header(), next.file().file().number());
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    streams.close();
  }
}
