package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Decides in which pieces a file is read. Its rows and their figures are the same whatever is decided. */
final class SplitPlan {
  /** So many tasks for each core, so that none waits long for the others at the end. */
  static final int TASKS_A_CORE = 2;

  private static final long LEAST_BYTES = 8 << 20;
  private static final long MOST_BYTES = 128 << 20;

  private SplitPlan() {}

  /** @param linesWanted whether a row's line is asked for, which only who has counted those before it can tell */
  static List<Split> of(SourceOptions source, Header header, boolean linesWanted, Configuration hadoop)
      throws IOException {
    if (source.gzip()) {
      // Nobody can begin to decompress in the middle.
      return List.of(Split.from(header.end(), header.nextLine()));
    }
    long size = source.file().size(hadoop);
    long[] cuts = cuts(header.end(), size, source.splitBytes() > 0 ? source.splitBytes() : splitBytes(size));
    if (cuts.length <= 2) {
      return List.of(Split.from(header.end(), header.nextLine()));
    }
    if (source.quotesPossible() || linesWanted || header.quotes()) {
      return Prescan.splits(source, header, cuts, hadoop);
    }
    return unaligned(cuts);
  }

  static List<Split> unaligned(long[] cuts) {
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.length; i++) {
      splits.add(Split.unaligned(cuts[i], cuts[i + 1]));
    }
    return splits;
  }

  private static long splitBytes(long size) {
    int tasks = TASKS_A_CORE * SparkSession.active().sparkContext().defaultParallelism();
    return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, ceil(size, tasks)));
  }

  /** Places from the end of the header to the end of the file, `step` bytes apart. */
  static long[] cuts(long from, long size, long step) {
    long bytes = Math.max(0, size - from);
    long[] cuts = new long[Math.toIntExact(ceil(bytes, step) + 1)];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = from + Math.min(bytes, i * step);
    }
    return cuts;
  }

  private static long ceil(long number, long divisor) {
    return (number + divisor - 1) / divisor;
  }
}
