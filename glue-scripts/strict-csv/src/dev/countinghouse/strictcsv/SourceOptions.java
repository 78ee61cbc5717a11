package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What a reader of `strict-csv` asks for.
 *
 * @param columns the declared columns, none for a checksum
 * @param maxRowBytes the longest row, in bytes without its line end
 * @param quotesPossible false to take it that there are none; where one is found all the same, reading ends with an error
 * @param splitBytes how much of the file a task reads; 0 to leave that to the plan
 */
record SourceOptions(
    Mode mode,
    StoredFile file,
    boolean gzip,
    List<Column> columns,
    int maxRowBytes,
    boolean quotesPossible,
    long splitBytes)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_MAX_ROW_BYTES = 1 << 20;
  private static final int HIGHEST_MAX_ROW_BYTES = 256 << 20;
  // Spark hands over names in lower case.
  private static final Set<String> KNOWN = Set.of(
      "columns", "maxrowbytes", "path", "bucket", "key", "versionid", "size", "compression", "mode", "quotes", "splitbytes");

  enum Mode {
    ROWS,
    CHECKSUM
  }

  static SourceOptions parse(CaseInsensitiveStringMap options) {
    Set<String> unknown = new TreeSet<>(options.keySet());
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw StrictCsvException.badOption("unknown options " + unknown + "; known are " + new TreeSet<>(KNOWN) + ".");
    }
    Mode mode = "checksum".equals(oneOf(options, "mode", "rows", "checksum")) ? Mode.CHECKSUM : Mode.ROWS;
    boolean gzip = "gzip".equals(oneOf(options, "compression", "none", "gzip"));
    List<Column> columns = mode == Mode.ROWS ? ColumnsJson.parse(required(options, "columns")) : List.of();
    long maxRowBytes = number(options, "maxRowBytes", DEFAULT_MAX_ROW_BYTES);
    if (maxRowBytes < 1 || maxRowBytes > HIGHEST_MAX_ROW_BYTES) {
      throw StrictCsvException.badOption("maxRowBytes must be from 1 to " + HIGHEST_MAX_ROW_BYTES + ".");
    }
    boolean quotesPossible = "possible".equals(oneOf(options, "quotes", "possible", "absent"));
    long splitBytes = number(options, "splitBytes", 0);
    return new SourceOptions(mode, file(options), gzip, columns, (int) maxRowBytes, quotesPossible, splitBytes);
  }

  private static StoredFile file(CaseInsensitiveStringMap options) {
    boolean local = options.containsKey("path");
    if (local == options.containsKey("bucket")) {
      throw StrictCsvException.badOption("name the file either by path or by bucket, key, versionId and size.");
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

  /**
   * Opens the file's CSV bytes from `from` on.
   *
   * @param until where the caller will probably stop; nothing behind it is fetched ahead
   */
  InputStream open(Configuration hadoop, long from, long until) throws IOException {
    if (!gzip) {
      return file.open(hadoop, from, until);
    }
    InputStream csv = new GzipStream(file.open(hadoop, 0, until), file.name());
    csv.skipNBytes(from);
    return csv;
  }
}
