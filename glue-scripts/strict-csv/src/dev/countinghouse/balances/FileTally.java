package dev.countinghouse.balances;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** What became of the rows of a file, or of a piece of one. */
public final class FileTally implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final char BETWEEN = '\t';

  private final Map<String, Long> rejects = new TreeMap<>();
  private long counted;
  private long end;

  void count(long rows) {
    counted += rows;
  }

  void reject(String reason, String column) {
    rejects.merge(reason + BETWEEN + column, 1L, Long::sum);
  }

  void endsAt(long offset) {
    end = Math.max(end, offset);
  }

  void add(FileTally other) {
    counted += other.counted;
    end = Math.max(end, other.end);
    other.rejects.forEach((why, rows) -> rejects.merge(why, rows, Long::sum));
  }

  /** Good rows. */
  public long counted() {
    return counted;
  }

  /** The uncompressed offset behind the last row's content. */
  public long end() {
    return end;
  }

  /** Bad rows by reason and column, with a tab between. */
  public Map<String, Long> rejects() {
    return rejects;
  }
}
