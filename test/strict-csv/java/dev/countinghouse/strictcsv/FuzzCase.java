package dev.countinghouse.strictcsv;

import java.util.Base64;
import java.util.List;

/**
 * A file and how it is declared.
 *
 * @param declaration the columns, as JSON
 */
record FuzzCase(String declaration, List<Column> columns, int maxRowBytes, byte[] bytes) {
  static FuzzCase of(String declaration, int maxRowBytes, byte[] bytes) {
    return new FuzzCase(declaration, ColumnsJson.parse(declaration), maxRowBytes, bytes);
  }

  FuzzCase with(int otherMaxRowBytes, byte[] others) {
    return new FuzzCase(declaration, columns, otherMaxRowBytes, others);
  }

  @Override
  public String toString() {
    return "columns: " + declaration + "\nmaxRowBytes: " + maxRowBytes + "\nfile, in base64: "
        + Base64.getEncoder().encodeToString(bytes);
  }
}
