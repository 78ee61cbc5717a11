package dev.countinghouse.strictcsv;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Decides in which pieces files are read, and by which tasks: large files are cut, small ones packed together. The rows,
 * their order and their figures are the same whatever is decided.
 */
final class SplitPlan {
  /** So many tasks for each core, so that none waits long for the others at the end. */
  static final int TASKS_A_CORE = 2;

  private static final long LEAST_BYTES = 8 << 20;
  private static final long MOST_BYTES = 128 << 20;

  /** What it costs to begin a split, in plain bytes that could be read meanwhile. */
  private static final long OPENING_BYTES = 1 << 20;

  private final SourceOptions source;
  private final List<CheckedFile> files;

  private SplitPlan(SourceOptions source, List<CheckedFile> files) {
    this.source = source;
    this.files = files;
  }

  /** @param linesWanted whether a row's line is asked for, which only who has counted those before it can tell */
  static List<TaskSplits> of(
      SourceOptions source, List<CheckedFile> files, boolean linesWanted) {
    SplitPlan plan = new SplitPlan(source, files);
    return plan.pack(plan.splits(linesWanted));
  }

  private List<FileSplit> splits(boolean linesWanted) {
    long step = taskBytes(0);
    List<CutFile> cut = new ArrayList<>();
    List<CutFile> unsure = new ArrayList<>();
    for (CheckedFile file : files) {
      CutFile pieces = CutFile.of(file, step);
      cut.add(pieces);
      if (pieces.isCut() && (source.quotesPossible() || linesWanted || file.header().quotes())) {
        unsure.add(pieces);
      }
    }
    // One job for all of them; what it gives is in their order.
    List<List<Split>> found = unsure.isEmpty() ? List.of() : Prescan.splits(unsure);
    List<FileSplit> splits = new ArrayList<>();
    int prescanned = 0;
    for (CutFile pieces : cut) {
      boolean wasUnsure = prescanned < unsure.size() && unsure.get(prescanned) == pieces;
      for (Split split : wasUnsure ? found.get(prescanned++) : pieces.splits()) {
        splits.add(new FileSplit(pieces.file, split));
      }
    }
    return splits;
  }

  /** A file and where it is to be cut, from the end of its header to its end; of gzip, nowhere. */
  record CutFile(CheckedFile file, long[] cuts) {
    /** Nobody can begin to decompress in the middle. */
    static CutFile of(CheckedFile file, long step) {
      return new CutFile(file, file.file().gzip() ? new long[0] : SplitPlan.cuts(file.header().end(), file.size(), step));
    }

    boolean isCut() {
      return cuts.length > 2;
    }

    private List<Split> splits() {
      Header header = file.header();
      return isCut() ? unaligned(cuts) : List.of(Split.from(header.end(), header.nextLine()));
    }
  }

  static List<Split> unaligned(long[] cuts) {
    List<Split> splits = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.length; i++) {
      splits.add(Split.unaligned(cuts[i], cuts[i + 1]));
    }
    return splits;
  }

  /** Fills one task after the other, so that their rows come in the order of the files. */
  private List<TaskSplits> pack(List<FileSplit> splits) {
    long most = taskBytes(OPENING_BYTES);
    List<TaskSplits> tasks = new ArrayList<>();
    List<FileSplit> task = new ArrayList<>();
    long bytes = 0;
    for (FileSplit split : splits) {
      long weight = split.weight() + OPENING_BYTES;
      if (!task.isEmpty() && bytes + weight > most) {
        tasks.add(new TaskSplits(task));
        task = new ArrayList<>();
        bytes = 0;
      }
      task.add(split);
      bytes += weight;
    }
    tasks.add(new TaskSplits(task));
    return tasks;
  }

  /** What a task is to read. @param opening what each file costs beside its bytes */
  private long taskBytes(long opening) {
    if (source.splitBytes() > 0) {
      return source.splitBytes();
    }
    long bytes = files.stream().mapToLong(file -> file.weight() + opening).sum();
    int tasks = TASKS_A_CORE * SparkSession.active().sparkContext().defaultParallelism();
    return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, ceil(bytes, tasks)));
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
