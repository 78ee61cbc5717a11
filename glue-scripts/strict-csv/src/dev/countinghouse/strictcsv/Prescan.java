package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Finds where rows begin near the places at which a file is to be cut, and in which lines, by a small Spark job that
 * looks at the whole file once. Whether a newline ends a row depends on every quote before it; so each segment is
 * followed from all states in which its reader could be, and the driver then picks, from the first segment on, what
 * holds. The result is exact for any file and any cuts.
 */
final class Prescan {
  private Prescan() {}

  /**
   * Gives the splits whose rows begin in the pieces [cuts[i], cuts[i + 1]) of a file, but for empty ones.
   *
   * @param cuts ascending, from the end of the header on; the last one is the file's size
   */
  static List<Split> splits(SourceOptions source, Header header, long[] cuts, Configuration hadoop) {
    return compose(header, cuts, summaries(source, segments(cuts), hadoop));
  }

  static List<Segment> segments(long[] cuts) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.length; i++) {
      segments.add(new Segment(i == 0 ? cuts[0] : cuts[i] - 1, cuts[i + 1] - 1));
    }
    return segments;
  }

  /**
   * Bytes [from, to). A newline makes the byte behind it a row's first, so a segment lies one byte before the piece whose
   * rows it finds; the first row of all needs no newline.
   */
  record Segment(long from, long to) implements Serializable {
    private static final long serialVersionUID = 1L;

    SegmentSummary scan(SourceOptions source, Configuration hadoop) throws IOException {
      try (InputStream in = source.open(hadoop, from, to)) {
        return SegmentScanner.scan(in, from, to);
      }
    }
  }

  private static List<SegmentSummary> summaries(SourceOptions source, List<Segment> segments, Configuration hadoop) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
    SerializableConfiguration settings = new SerializableConfiguration(hadoop);
    int tasks = Math.min(segments.size(), SplitPlan.TASKS_A_CORE * spark.defaultParallelism());
    return spark.parallelize(segments, tasks).map(segment -> segment.scan(source, settings.value())).collect();
  }

  /** Follows the one reader there is, who begins at a row's start, from segment to segment. */
  static List<Split> compose(Header header, long[] cuts, List<SegmentSummary> summaries) {
    List<Split> starts = new ArrayList<>();
    starts.add(Split.from(cuts[0], header.nextLine()));
    int state = SegmentSummary.FIELD_START;
    long line = header.nextLine();
    for (int i = 0; i < summaries.size(); i++) {
      SegmentSummary summary = summaries.get(i);
      if (i > 0 && summary.firstRows()[state] >= 0) {
        starts.add(Split.from(summary.firstRows()[state], line + summary.newlinesBefore()[state]));
      }
      line += summary.newlines();
      state = summary.exits()[state];
    }
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      boolean last = i + 1 == starts.size();
      splits.add(last ? starts.get(i) : starts.get(i).until(starts.get(i + 1).start()));
    }
    return splits;
  }
}
