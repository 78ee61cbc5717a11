package dev.countinghouse.strictcsv;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The ways to read a file, each with buffers of a random size and a stream that gives random drips. */
final class FuzzReaders {
  private static final int[] DRIPS = {1, 2, 3, 7, 64, 1 << 20};
  private static final int[] SPARE_BYTES = {0, 1, 7, 64, 300, 1 << 12, 1 << 16};
  private static final int[] BATCH_ROWS = {1, 2, 3, 7, 64, 1 << 12};
  private static final int[] BATCH_TEXT_BYTES = {1, 10, 300, 1 << 20};

  /** Gives some of a file's rows, each as values by the names of its columns. */
  interface Reading {
    List<Map<String, Object>> rows(FuzzReaders readers) throws IOException;
  }

  /** @param gives which of all rows this way gives */
  record Way(String name, Predicate<Map<String, Object>> gives, Reading reading) {}

  static final List<Way> WAYS = List.of(
      new Way("all rows", row -> true, readers -> readers.rows(readers.inOne(), true, true)),
      new Way("good rows", FuzzReaders::isGood, readers -> readers.rows(readers.inOne(), true, false)),
      new Way("bad rows", row -> !isGood(row), readers -> readers.rows(readers.inOne(), false, true)),
      new Way("all rows of the file in gzip", row -> true, FuzzReaders::rowsOfGzip),
      new Way("all rows in splits", row -> true, readers -> readers.rows(readers.inSplits(), true, true)),
      new Way("bad rows in splits", row -> !isGood(row), readers -> readers.rows(readers.inSplits(), false, true)),
      new Way("all rows in splits that take it that there are no quotes", row -> true, FuzzReaders::rowsWithoutQuotes));

  private final FuzzCase file;
  private final RandomGenerator random;
  private final List<Column> columns;
  private final StructType schema;
  private final Header header;

  /** @throws StrictCsvException when the header is refused */
  FuzzReaders(FuzzCase file, RandomGenerator random) throws IOException {
    this.file = file;
    this.random = random;
    columns = file.columns();
    schema = RowSchema.of(columns, false);
    header = Header.read(plain(), "the file", columns, file.maxRowBytes());
  }

  static boolean isGood(Map<String, Object> row) {
    return row.get(RowSchema.Extra.REASON.columnName) == null;
  }

  List<Column> columns() {
    return columns;
  }

  StructType schema() {
    return schema;
  }

  /** The code of a column in {@link Aggregates}. */
  int code(String name) {
    return RowSchema.outputs(schema, columns)[schema.fieldIndex(name)];
  }

  /** All rows, read at a stroke. */
  List<Map<String, Object>> atAStroke() throws IOException {
    Split all = inOne().get(0);
    return rows(new ByteArrayInputStream(file.bytes()), all, 1 << 16, plan(true, true));
  }

  /** Partial aggregates, by the names of the schema's columns. */
  List<Map<String, Object>> partials(Aggregates aggregates, boolean good, boolean bad, int mostGroups)
      throws IOException {
    List<Map<String, Object>> partials = new ArrayList<>();
    for (Split split : random.nextBoolean() ? inOne() : inSplits()) {
      RowPlan plan = plan(good, bad);
      TaskRows task = task(plain(), split, spareBytes(), plan);
      AggregateReader reader = new AggregateReader(task, plan, aggregates, mostGroups);
      partials.addAll(collect(reader, aggregates.schema()));
    }
    return partials;
  }

  /** All good rows, all bad ones, or both, but only some of their columns. */
  List<Map<String, Object>> projected(StructType projection, boolean good, boolean bad) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Split split : random.nextBoolean() ? inOne() : inSplits()) {
      rows.addAll(rows(plain(), split, spareBytes(), plan(projection, good, bad), projection));
    }
    return rows;
  }

  /** All rows of bytes that were gzip before something happened to them. */
  List<Map<String, Object>> damagedGzip(byte[] packed) throws IOException {
    return rows(new GzipStream(drips(packed), "the file"), inOne().get(0), spareBytes(), plan(true, true));
  }

  /** @param ends where its members end: cut there, it is whole as far as anyone can tell */
  record Gzip(byte[] bytes, Set<Integer> ends) {}

  /** The file in gzip, in one member or several. */
  Gzip packed() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Set<Integer> ends = new HashSet<>(Set.of(0));
    int from = 0;
    do {
      int to = random.nextBoolean() ? file.bytes().length : random.nextInt(from, file.bytes().length + 1);
      try (GZIPOutputStream member = new GZIPOutputStream(packed)) {
        member.write(file.bytes(), from, to - from);
      }
      ends.add(packed.size());
      from = to;
    } while (from < file.bytes().length);
    return new Gzip(packed.toByteArray(), ends);
  }

  private List<Split> inOne() throws IOException {
    return SplitsOfBytes.aligned(file.bytes(), header, 0);
  }

  private List<Split> inSplits() throws IOException {
    return SplitsOfBytes.aligned(file.bytes(), header, splitBytes());
  }

  /** From a byte on; of a large file not so few that the number of splits takes all the time. */
  private long splitBytes() {
    return 1 + file.bytes().length / 100 + random.nextInt(1 << random.nextInt(10));
  }

  private List<Map<String, Object>> rows(List<Split> splits, boolean good, boolean bad) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Split split : splits) {
      rows.addAll(rows(plain(), split, spareBytes(), plan(good, bad)));
    }
    return rows;
  }

  private List<Map<String, Object>> rowsOfGzip() throws IOException {
    return rows(gzip(), inOne().get(0), spareBytes(), plan(true, true));
  }

  /** Such splits do not know their lines, and must end with an error where there is a quote. */
  private List<Map<String, Object>> rowsWithoutQuotes() throws IOException {
    boolean quoted = false;
    for (int at = (int) header.end(); at < file.bytes().length; at++) {
      quoted |= file.bytes()[at] == '"';
    }
    boolean expected = quoted;
    try {
      List<Map<String, Object>> rows =
          rows(SplitsOfBytes.unaligned(file.bytes(), header, splitBytes()), true, true);
      Invariant.holds(!expected, () -> "a quote was passed over");
      rows.forEach(row -> row.put("_line", line((Long) row.get("_offset"))));
      return rows;
    } catch (StrictCsvException e) {
      boolean told = e.getMessage().startsWith("strict-csv:quotes-found: ");
      Invariant.holds(expected && told, () -> "there is no quote, or it is not what is told: " + e.getMessage());
      return atAStroke();
    }
  }

  private long line(long offset) {
    long line = 1;
    for (int at = 0; at < offset; at++) {
      line += file.bytes()[at] == '\n' ? 1 : 0;
    }
    return line;
  }

  /** @param in begins at the file's first byte */
  private List<Map<String, Object>> rows(InputStream in, Split split, int spareBytes, RowPlan plan)
      throws IOException {
    return rows(in, split, spareBytes, plan, schema);
  }

  private List<Map<String, Object>> rows(
      InputStream in, Split split, int spareBytes, RowPlan plan, StructType projection) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    RowBatch batch = new RowBatch(plan, pick(BATCH_ROWS), pick(BATCH_TEXT_BYTES));
    try (BatchReader reader = new BatchReader(task(in, split, spareBytes, plan), plan, batch)) {
      while (reader.next()) {
        reader.get().rowIterator().forEachRemaining(row -> rows.add(values(row, projection)));
      }
    }
    return rows;
  }

  private TaskRows task(InputStream in, Split split, int spareBytes, RowPlan plan) throws IOException {
    in.skipNBytes(split.readFrom());
    ByteWindow window = new ByteWindow(in, file.maxRowBytes(), false, spareBytes);
    return InMemory.task(new Rows(RowScanner.ofSplit(window, split), plan, header, 0));
  }

  private RowPlan plan(boolean good, boolean bad) {
    return plan(schema, good, bad);
  }

  private RowPlan plan(StructType projection, boolean good, boolean bad) {
    int[] outputs = RowSchema.outputs(projection, columns);
    return new RowPlan(columns, outputs, good, bad, List.of());
  }

  private int spareBytes() {
    return pick(SPARE_BYTES);
  }

  private int pick(int[] numbers) {
    return numbers[random.nextInt(numbers.length)];
  }

  private InputStream plain() {
    return drips(file.bytes());
  }

  private InputStream gzip() throws IOException {
    return new GzipStream(drips(packed().bytes()), "the file");
  }

  private InputStream drips(byte[] bytes) {
    // Tiny drips of a large file would take most of the time.
    int least = bytes.length > 5_000 ? 1_000 : 1;
    int drip = Math.max(least, pick(DRIPS));
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, drip));
      }
    };
  }

  private static List<Map<String, Object>> collect(PartitionReader<InternalRow> reader, StructType schema)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (reader) {
      while (reader.next()) {
        rows.add(values(reader.get(), schema));
      }
    }
    return rows;
  }

  private static Map<String, Object> values(InternalRow row, StructType schema) {
    Map<String, Object> values = new LinkedHashMap<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      values.put(fields[i].name(), row.isNullAt(i) ? null : value(row, i, fields[i]));
    }
    return values;
  }

  private static Object value(InternalRow row, int i, StructField field) {
    if (field.dataType() instanceof DecimalType type) {
      return row.getDecimal(i, type.precision(), type.scale()).toJavaBigDecimal();
    }
    if (field.dataType().equals(DataTypes.StringType)) {
      return row.getUTF8String(i).toString();
    }
    return field.dataType().equals(DataTypes.DateType) ? (Object) row.getInt(i) : (Object) row.getLong(i);
  }
}
