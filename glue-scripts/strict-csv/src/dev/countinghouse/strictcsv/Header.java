package dev.countinghouse.strictcsv;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file's first row that is not blank tells.
 *
 * @param places for each declared column, its place in a row
 * @param fieldCount how many fields it has
 * @param end where the bytes behind it begin
 * @param nextLine the line in which they begin
 * @param quotes whether the part of the file that was looked at for it holds a quote
 */
record Header(int[] places, int fieldCount, long end, long nextLine, boolean quotes) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMES_SHOWN = 20;
  private static final int LONGEST_NAME_SHOWN = 60;
  private static final String GZIP = "is compressed with gzip, so the file's name must end in .csv.gz";

  /**
   * Reads the header from a fresh stream.
   *
   * @throws StrictCsvException `empty-file` when there is none, `wrong-header` when it is not as declared
   */
  static Header read(InputStream in, String file, List<Column> columns, int maxRowBytes) throws IOException {
    return read(new ByteWindow(in, maxRowBytes, true), file, columns);
  }

  /** Does so through a fresh window that stops at a row which is too long. */
  static Header read(ByteWindow window, String file, List<Column> columns) throws IOException {
    RowScanner scanner = RowScanner.ofFile(window);
    if (!scanner.next()) {
      throw StrictCsvException.emptyFile(
          "the file " + file + " has no header: it is empty or has only blank lines. Its first row must be "
              + declared(columns) + ".");
    }
    Reason defect = scanner.defect();
    if (defect != null) {
      throw StrictCsvException.wrongHeader(
          "the header of " + file + " (line " + scanner.line() + ") "
              + (isGzip(scanner) ? GZIP : describe(defect, window.maxRowBytes())) + ". It must be "
              + declared(columns) + ".");
    }
    int[] places = places(names(scanner), columns, file, scanner.line());
    return new Header(places, scanner.fieldCount(), scanner.nextOffset(), scanner.nextLine(), hasQuote(scanner));
  }

  private static boolean hasQuote(RowScanner scanner) {
    for (int at = 0; at < scanner.limit(); at++) {
      if (scanner.buffer()[at] == '"') {
        return true;
      }
    }
    return false;
  }

  /** Gzip's magic number; its second byte cannot follow its first in UTF-8, so that gzip always has a defect. */
  private static boolean isGzip(RowScanner scanner) {
    int at = scanner.fieldFrom(0);
    return scanner.offset() == 0 && scanner.buffer()[at] == 0x1f && scanner.buffer()[at + 1] == (byte) 0x8b;
  }

  private static String describe(Reason defect, int maxRowBytes) {
    return switch (defect) {
      case ROW_TOO_LONG -> "is longer than " + maxRowBytes + " bytes";
      case UNCLOSED_QUOTE -> "opens a quote that is never closed";
      case TEXT_AFTER_QUOTE -> "has text after a closing quote";
      case NUL_BYTE -> "holds a NUL byte; it may be UTF-16, and must be UTF-8";
      case INVALID_UTF8 -> "is not valid UTF-8";
      default -> throw new IllegalStateException("no defect of a whole row: " + defect);
    };
  }

  private static List<String> names(RowScanner scanner) {
    List<String> names = new ArrayList<>();
    for (int field = 0; field < scanner.fieldCount(); field++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int to = scanner.fieldTo(field);
      for (int at = scanner.fieldFrom(field); at < to; at++) {
        bytes.write(scanner.buffer()[at]);
        if (scanner.fieldEscaped(field) && scanner.buffer()[at] == '"') {
          at++;
        }
      }
      names.add(bytes.toString(StandardCharsets.UTF_8));
    }
    return names;
  }

  private static int[] places(List<String> names, List<Column> columns, String file, long line) {
    List<String> missing = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    int[] places = new int[columns.size()];
    for (int i = 0; i < places.length; i++) {
      String name = columns.get(i).header();
      places[i] = names.indexOf(name);
      if (places[i] < 0) {
        missing.add(name);
      } else if (names.lastIndexOf(name) != places[i]) {
        repeated.add(name);
      }
    }
    if (!missing.isEmpty() || !repeated.isEmpty()) {
      String what = (missing.isEmpty() ? "" : "lacks " + shown(missing))
          + (missing.isEmpty() || repeated.isEmpty() ? "" : " and ")
          + (repeated.isEmpty() ? "" : "repeats " + shown(repeated));
      throw StrictCsvException.wrongHeader("the header of " + file + " (line " + line + ") " + what + "; it has "
          + shown(names) + ". Names must match exactly, in any order.");
    }
    return places;
  }

  private static String declared(List<Column> columns) {
    return shown(columns.stream().map(Column::header).toList());
  }

  private static String shown(List<String> names) {
    StringBuilder text = new StringBuilder();
    for (String name : names.subList(0, Math.min(names.size(), MOST_NAMES_SHOWN))) {
      boolean fits = name.codePointCount(0, name.length()) <= LONGEST_NAME_SHOWN;
      String cut = fits ? name : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME_SHOWN)) + "…";
      text.append(text.isEmpty() ? "\"" : ", \"").append(cut).append('"');
    }
    int more = names.size() - MOST_NAMES_SHOWN;
    return more > 0 ? text + " and " + more + " more" : text.toString();
  }
}
