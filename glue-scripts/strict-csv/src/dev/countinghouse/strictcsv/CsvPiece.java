package dev.countinghouse.strictcsv;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A piece of a CSV file, for Java programs on Spark that want its rows without a frame: one task reads it, row by row in
 * the order of the file.
 */
public final class CsvPiece implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ROWS_A_NOTE = 1 << 16;

  private final FileSplit split;
  private final List<Column> columns;
  private final int maxRowBytes;
  private final HadoopSettings hadoop;

  private CsvPiece(FileSplit split, List<Column> columns, int maxRowBytes, HadoopSettings hadoop) {
    this.split = split;
    this.columns = columns;
    this.maxRowBytes = maxRowBytes;
    this.hadoop = hadoop;
  }

  /** Takes the rows of a piece. */
  public interface Reader {
    /**
     * @param values of the declared columns, valid during the call
     * @param line lines of the piece before the row's own
     * @param bytes [from, to) hold the row without its line end, during the call
     */
    void good(RowValues values, long line, byte[] bytes, int from, int to);

    /** @param column empty when the row as a whole is bad */
    void bad(String reason, String column);
  }

  /**
   * What a piece was found to be.
   *
   * @param lines how many it has
   * @param end the uncompressed offset behind the content of its last row; 0 without rows
   */
  public record Extent(long lines, long end) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads the header and cuts the file, given by the options of the data source.
   *
   * @throws StrictCsvException when it can not be read as declared
   */
  public static List<CsvPiece> of(Map<String, String> options) throws IOException {
    SourceOptions source = SourceOptions.parse(new CaseInsensitiveStringMap(options));
    List<CheckedFile> files = Headers.check(source, HadoopSettings.here());
    HadoopSettings hadoop = HadoopSettings.broadcast();
    List<CsvPiece> pieces = new ArrayList<>();
    for (TaskSplits task : SplitPlan.of(source, files, false)) {
      task.splits().forEach(split -> pieces.add(new CsvPiece(split, source.columns(), source.maxRowBytes(), hadoop)));
    }
    return pieces;
  }

  /** The line of the file's first row, where its first piece begins. */
  public long firstLine() {
    return split.file().header().nextLine();
  }

  /** A declared column's place among the values. */
  public int column(String name) {
    return IntStream.range(0, columns.size())
        .filter(i -> columns.get(i).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column " + name + " is declared"));
  }

  /** Opens the piece, to be read step by step. */
  public Reading open(Reader reader) throws IOException {
    int[] all = IntStream.range(0, columns.size()).toArray();
    RowPlan plan = new RowPlan(columns, all, true, true, List.of());
    return new Reading(new TaskRows(new StoredSplits(List.of(split), plan, maxRowBytes, hadoop.value())), reader);
  }

  /** Reads all rows. */
  public Extent read(Reader reader) throws IOException {
    try (Reading reading = open(reader)) {
      while (reading.step()) {
        // The reader takes the rows.
      }
      return reading.extent();
    }
  }

  /** A piece that is being read. */
  public static final class Reading implements Closeable {
    private final BytesRead bytes = new BytesRead();
    private final TaskRows task;
    private final Rows rows;
    private final Passing passing;

    private Reading(TaskRows task, Reader reader) {
      this.task = task;
      rows = task.current();
      passing = new Passing(reader, rows.scanner());
    }

    /** Reads some rows, as many as are at hand; false behind the last one. */
    public boolean step() throws IOException {
      rows.pass(passing);
      boolean more = task.next();
      if (more) {
        passing.take(rows);
      }
      if (!more || passing.unnoted >= ROWS_A_NOTE) {
        bytes.tellSpark(passing.takeUnnoted());
      }
      return more;
    }

    /** What has been read so far. */
    public Extent extent() {
      return new Extent(rows.scanner().nextLine() - passing.begin, passing.end);
    }

    @Override
    public void close() throws IOException {
      task.close();
    }
  }

  /** Hands rows on, and remembers where the last one ended. */
  private static final class Passing implements Rows.Visitor {
    private final Reader reader;
    private final RowScanner scanner;
    private final long begin;
    private long end;
    private int unnoted;

    Passing(Reader reader, RowScanner scanner) {
      this.reader = reader;
      this.scanner = scanner;
      begin = scanner.nextLine();
    }

    @Override
    public boolean visit(RowValues values, long line, long offset, long length) {
      // The scanner stands still while rows are passed.
      int from = scanner.place() + (int) (offset - scanner.nextOffset());
      reader.good(values, line - begin, scanner.buffer(), from, from + (int) length);
      end = offset + length;
      unnoted++;
      return true;
    }

    private void take(Rows rows) {
      if (rows.reason() == null) {
        int from = scanner.rowFrom();
        reader.good(rows.values(), scanner.line() - begin, scanner.buffer(), from, from + (int) scanner.length());
      } else {
        reader.bad(rows.reason().label, rows.failedColumn());
      }
      end = scanner.offset() + scanner.length();
      unnoted++;
    }

    private int takeUnnoted() {
      int rows = unnoted;
      unnoted = 0;
      return rows;
    }
  }

  /** Writes the declared columns of a good row as they stand in the file, each behind a comma. */
  public void copyFields(byte[] bytes, int from, int to, ByteArrayOutputStream target) {
    int[] starts = new int[split.file().header().fieldCount()];
    int[] ends = new int[starts.length];
    int at = from;
    for (int field = 0; field < starts.length; field++) {
      starts[field] = at;
      at = endOfField(bytes, at, to);
      ends[field] = at++;
    }
    for (int place : split.file().header().places()) {
      target.write(',');
      target.write(bytes, starts[place], ends[place] - starts[place]);
    }
  }

  private static int endOfField(byte[] bytes, int from, int to) {
    boolean quoted = from < to && bytes[from] == '"';
    int at = quoted ? from + 1 : from;
    while (at < to && (quoted || bytes[at] != ',')) {
      if (bytes[at] == '"' && quoted) {
        // A doubled quote opens the rest of the field anew.
        quoted = at + 1 < to && bytes[at + 1] == '"';
        at += quoted ? 2 : 1;
      } else {
        at++;
      }
    }
    return at;
  }
}
