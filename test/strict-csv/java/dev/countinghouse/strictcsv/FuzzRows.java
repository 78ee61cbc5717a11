package dev.countinghouse.strictcsv;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Holds all rows that a reader gave to the file's own bytes. */
final class FuzzRows {
  private final FuzzCase file;
  private final List<Column> columns;
  private final List<String> header;

  private FuzzRows(FuzzCase file, List<Column> columns, PlainCut.Row header) {
    this.file = file;
    this.columns = columns;
    this.header = header.fields().stream().map(name -> new String(name, StandardCharsets.UTF_8)).toList();
  }

  static void check(FuzzCase file, List<Column> columns, List<PlainCut.Row> cut, List<Map<String, Object>> rows) {
    Invariant.holds(rows.size() == cut.size() - 1,
        () -> "the file has " + (cut.size() - 1) + " rows, but the reader gave " + rows.size());
    FuzzRows checks = new FuzzRows(file, columns, cut.get(0));
    for (int i = 0; i < rows.size(); i++) {
      checks.check(cut.get(i + 1), rows.get(i));
    }
  }

  private void check(PlainCut.Row cut, Map<String, Object> row) {
    equal(cut, "_line", cut.line(), row);
    equal(cut, "_offset", (long) cut.offset(), row);
    equal(cut, "_length", (long) cut.length(), row);
    Object reason = row.get("_reason");
    String defect = defect(cut);
    if (reason == null || defect != null) {
      equal(cut, "_reason", defect, row);
    }
    equal(cut, "_raw", reason == null ? null : raw(cut), row);
    boolean ofColumn = reason != null && defect == null;
    Object column = row.get("_column");
    Invariant.holds(ofColumn ? columns.stream().anyMatch(one -> one.name().equals(column))
            : Objects.equals(column, reason == null ? null : ""),
        () -> "the column of " + row + " at " + cut.offset());
    for (Column declared : columns) {
      checkValue(cut, declared, row, reason == null);
    }
  }

  /** What is wrong with a row as a whole, in the order in which reasons win. */
  private String defect(PlainCut.Row cut) {
    if (cut.length() > file.maxRowBytes()) {
      return "row-too-long";
    }
    if (cut.unclosed()) {
      return "unclosed-quote";
    }
    if (cut.textAfterQuote()) {
      return "text-after-quote";
    }
    byte[] bytes = Arrays.copyOfRange(file.bytes(), cut.offset(), cut.offset() + cut.length());
    for (byte one : bytes) {
      if (one == 0) {
        return "nul-byte";
      }
    }
    if (!isUtf8(bytes)) {
      return "invalid-utf8";
    }
    return cut.fields().size() == header.size() ? null : "field-count";
  }

  static boolean isUtf8(byte[] bytes) {
    try {
      // Unlike String's constructors, a new decoder refuses what is not UTF-8.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private String raw(PlainCut.Row cut) {
    int kept = Math.min(cut.length(), file.maxRowBytes());
    ByteBuffer bytes = ByteBuffer.wrap(file.bytes(), cut.offset(), kept);
    CharBuffer text = CharBuffer.allocate(4 * kept);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    while (bytes.hasRemaining()) {
      CoderResult result = decoder.decode(bytes, text, true);
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.put(String.format("\\x%02x", bytes.get()));
      }
    }
    return text.flip().toString();
  }

  private void checkValue(PlainCut.Row cut, Column column, Map<String, Object> row, boolean good) {
    if (!good) {
      equal(cut, column.name(), null, row);
      return;
    }
    String text = new String(cut.fields().get(header.indexOf(column.name())), StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      Invariant.holds(!column.required(), () -> "an empty " + column.name() + " passed: " + row);
      equal(cut, column.name(), null, row);
    } else if (column.type() instanceof Column.Text) {
      equal(cut, column.name(), text, row);
    } else if (column.type() instanceof Column.Whole) {
      equal(cut, column.name(), Long.valueOf(text), row);
    } else if (column.type() instanceof Column.Exact exact) {
      equal(cut, column.name(), new BigDecimal(text).setScale(exact.scale()), row);
    } else {
      Invariant.holds(row.get(column.name()) != null, () -> column.name() + " has no value: " + row);
    }
  }

  private static void equal(PlainCut.Row cut, String what, Object expected, Map<String, Object> row) {
    Invariant.holds(Objects.equals(expected, row.get(what)),
        () -> what + " of the row at " + cut.offset() + " is not " + expected + ": " + row);
  }
}
