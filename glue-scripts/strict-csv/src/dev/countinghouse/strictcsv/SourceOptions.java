package dev.countinghouse.strictcsv;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What a reader of `strict-csv` asks for.
 *
 * <p>A file is named by the option `path`, a local one or a Hadoop URI, or as an S3 object by `bucket`, `key`, `versionId`
 * (without it, the current version) and `size`; its `compression` is `none` or `gzip`. Instead of all these the option
 * `files` names any number of files, a JSON array of objects with the same keys:
 *
 * <pre>[{"path": "a.csv"}, {"bucket": "b", "key": "c.csv.gz", "versionId": "v", "size": 12, "compression": "gzip"}]</pre>
 *
 * <p>They become one frame with one more column, `_file`: the file's place in the array, from 0 on. Each file may have
 * its columns in an order of its own. All else about a row is as if its file were read alone; rows come in the order of
 * the files.
 *
 * @param files those to be read, at least one; just one for a checksum
 * @param listed whether they were given as a list, so that rows tell their file's place in it
 * @param columns the declared columns, none for a checksum
 * @param maxRowBytes the longest row, in bytes without its line end
 * @param quotesPossible false to take it that there are none; where one is found all the same, reading ends with an error
 * @param splitBytes how much a task reads; 0 to leave that to the plan
 */
record SourceOptions(
    Mode mode,
    List<SourceFile> files,
    boolean listed,
    List<Column> columns,
    int maxRowBytes,
    boolean quotesPossible,
    long splitBytes) {
  private static final int DEFAULT_MAX_ROW_BYTES = 1 << 20;
  private static final int HIGHEST_MAX_ROW_BYTES = 256 << 20;
  // Spark hands over names in lower case.
  private static final Set<String> OF_ONE_FILE = Set.of("path", "bucket", "key", "versionid", "size", "compression");
  private static final Set<String> OF_ALL = Set.of("files", "columns", "maxrowbytes", "mode", "quotes", "splitbytes");

  enum Mode {
    ROWS,
    CHECKSUM
  }

  static SourceOptions parse(CaseInsensitiveStringMap options) {
    allowKnown(options);
    Mode mode = "checksum".equals(oneOf(options, "mode", "rows", "checksum")) ? Mode.CHECKSUM : Mode.ROWS;
    boolean listed = options.containsKey("files");
    if (listed && mode == Mode.CHECKSUM) {
      throw StrictCsvException.badOption("a checksum is that of one file, so it can not be asked for with files.");
    }
    List<Column> columns = mode == Mode.ROWS ? ColumnsJson.parse(required(options, "columns")) : List.of();
    long maxRowBytes = number(options, "maxRowBytes", DEFAULT_MAX_ROW_BYTES);
    if (maxRowBytes < 1 || maxRowBytes > HIGHEST_MAX_ROW_BYTES) {
      throw StrictCsvException.badOption("maxRowBytes must be from 1 to " + HIGHEST_MAX_ROW_BYTES + ".");
    }
    boolean quotesPossible = "possible".equals(oneOf(options, "quotes", "possible", "absent"));
    long splitBytes = number(options, "splitBytes", 0);
    List<SourceFile> files = listed ? FilesJson.parse(required(options, "files")) : List.of(onlyFile(options));
    return new SourceOptions(mode, files, listed, columns, (int) maxRowBytes, quotesPossible, splitBytes);
  }

  private static void allowKnown(CaseInsensitiveStringMap options) {
    Set<String> known = new TreeSet<>(OF_ALL);
    known.addAll(OF_ONE_FILE);
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw StrictCsvException.badOption("unknown options " + unknown + "; known are " + known + ".");
    }
    Set<String> ofOneFile = new TreeSet<>(options.keySet());
    ofOneFile.retainAll(OF_ONE_FILE);
    if (options.containsKey("files") && !ofOneFile.isEmpty()) {
      throw StrictCsvException.badOption("with files, the options " + ofOneFile + " have to be those of a file in it.");
    }
  }

  private static SourceFile onlyFile(CaseInsensitiveStringMap options) {
    return new SourceFile(0, file(options), "gzip".equals(oneOf(options, "compression", "none", "gzip")));
  }

  private static StoredFile file(CaseInsensitiveStringMap options) {
    boolean local = options.containsKey("path");
    if (local == options.containsKey("bucket")) {
      throw StrictCsvException.badOption("name the file either by path or by bucket, key, versionId and size; or several by files.");
    }
    if (local) {
      return new HadoopFile(required(options, "path"));
    }
    required(options, "size");
    String versionId = options.getOrDefault("versionId", "");
    return new S3Version(
        required(options, "bucket"),
        required(options, "key"),
        versionId.isEmpty() ? null : versionId,
        number(options, "size", 0));
  }

  private static String required(CaseInsensitiveStringMap options, String name) {
    String value = options.get(name);
    if (value == null || value.isEmpty()) {
      throw StrictCsvException.badOption("the option " + name + " is missing.");
    }
    return value;
  }

  private static long number(CaseInsensitiveStringMap options, String name, long otherwise) {
    String text = options.getOrDefault(name, Long.toString(otherwise));
    if (!text.matches("\\d{1,18}")) {
      throw StrictCsvException.badOption(name + " must be a whole number, not \"" + text + "\".");
    }
    return Long.parseLong(text);
  }

  private static String oneOf(CaseInsensitiveStringMap options, String name, String first, String second) {
    String value = options.getOrDefault(name, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw StrictCsvException.badOption(name + " must be " + first + " or " + second + ", not \"" + value + "\".");
    }
    return value;
  }

  /** What is read, for messages to people. */
  String name() {
    String first = files.get(0).name();
    int more = files.size() - 1;
    return more == 0 ? first : first + " and " + more + (more == 1 ? " more file" : " more files");
  }
}
