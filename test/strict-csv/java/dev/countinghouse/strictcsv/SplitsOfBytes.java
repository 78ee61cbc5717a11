package dev.countinghouse.strictcsv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The splits of a file at hand, as a plan makes them, but without Spark. */
final class SplitsOfBytes {
  private SplitsOfBytes() {}

  /** @param step bytes of a split; 0 for one split */
  static List<Split> aligned(byte[] file, Header header, long step) throws IOException {
    if (step == 0) {
      return List.of(Split.from(header.end(), header.nextLine()));
    }
    long[] cuts = SplitPlan.cuts(header.end(), file.length, step);
    List<SegmentSummary> summaries = new ArrayList<>();
    for (Prescan.Segment segment : Prescan.segments(cuts)) {
      int from = (int) segment.from();
      ByteArrayInputStream in = new ByteArrayInputStream(file, from, file.length - from);
      summaries.add(SegmentScanner.scan(in, segment.from(), segment.to()));
    }
    return Prescan.compose(header, cuts, summaries);
  }

  static List<Split> unaligned(byte[] file, Header header, long step) {
    return SplitPlan.unaligned(SplitPlan.cuts(header.end(), file.length, step));
  }
}
