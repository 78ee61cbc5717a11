package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Finds where rows begin near the places at which files are to be cut, and in which lines, by a small Spark job that
 * looks at all of them once. Whether a newline ends a row depends on every quote before it; so each segment is
 * followed from all states in which its reader could be, and the driver then picks, from the first segment on, what
 * holds. The result is exact for any file and any cuts.
 */
final class Prescan {
  private Prescan() {}

  /**
   * Gives for each file the splits whose rows begin in its pieces [cuts[i], cuts[i + 1]), but for empty ones.
   *
   * @param files plain ones; their cuts are ascending, the last one is the file's size
   */
  static List<List<Split>> splits(List<SplitPlan.CutFile> files) {
    List<Work> works = new ArrayList<>();
    for (SplitPlan.CutFile cut : files) {
      segments(cut.cuts()).forEach(segment -> works.add(new Work(cut.file().file(), segment)));
    }
    List<SegmentSummary> summaries = SmallJob.over(works, Work::scanAll);
    List<List<Split>> splits = new ArrayList<>();
    int at = 0;
    for (SplitPlan.CutFile cut : files) {
      int to = at + cut.cuts().length - 1;
      splits.add(compose(cut.file().header(), cut.cuts(), summaries.subList(at, to)));
      at = to;
    }
    return splits;
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
  }

  /** A segment to be looked at, and the plain file in which it lies. */
  private record Work(SourceFile file, Segment segment) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Iterator<SegmentSummary> scanAll(Iterator<Work> works, Configuration hadoop) throws IOException {
      List<SegmentSummary> summaries = new ArrayList<>();
      while (works.hasNext()) {
        summaries.add(works.next().scan(hadoop));
      }
      return summaries.iterator();
    }

    private SegmentSummary scan(Configuration hadoop) throws IOException {
      try (InputStream in = file.openStored(hadoop, segment.from(), segment.to())) {
        return SegmentScanner.scan(in, segment.from(), segment.to());
      }
    }
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
