package dev.countinghouse.strictcsv;

import java.io.Closeable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Rows in Spark's vectors, one for each output, filled row by row without an object for any good one. */
final class RowBatch implements Closeable {
  /** Enough to make the cost of a batch small for each row, few enough to stay in the processor's cache. */
  private static final int MOST_ROWS = 4096;

  /** So many bytes of text end a batch, so that long rows do not add up: it holds as much and one row at most. */
  private static final int MOST_TEXT_BYTES = 4 << 20;

  private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // How the values of a declared column lie in its vector.
  private static final int LONGS = 0;
  private static final int INTS = 1;
  private static final int WIDE = 2;
  private static final int TEXTS = 3;

  private final int[] outputs;
  private final int[] layouts;
  private final OnHeapColumnVector[] vectors;
  private final ColumnarBatch columnar;
  private final byte[] wide = new byte[2 * Long.BYTES];
  private final int mostRows;
  private final int mostTextBytes;
  private int rows;
  private long textBytes;

  RowBatch(RowPlan plan) {
    this(plan, MOST_ROWS, MOST_TEXT_BYTES);
  }

  /** @param mostTextBytes a batch with as many bytes of text is full */
  RowBatch(RowPlan plan, int mostRows, int mostTextBytes) {
    this.mostRows = mostRows;
    this.mostTextBytes = mostTextBytes;
    outputs = plan.outputs();
    layouts = new int[outputs.length];
    vectors = new OnHeapColumnVector[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      DataType type = RowSchema.type(outputs[i], plan.columns());
      layouts[i] = layout(type);
      vectors[i] = new OnHeapColumnVector(mostRows, type);
    }
    columnar = new ColumnarBatch(vectors);
  }

  private static int layout(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.precision() <= Decimal.MAX_INT_DIGITS() ? INTS
          : decimal.precision() <= Decimal.MAX_LONG_DIGITS() ? LONGS : WIDE;
    }
    return type == DataTypes.DateType ? INTS : type instanceof StringType ? TEXTS : LONGS;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  boolean isFull() {
    return rows == mostRows || textBytes >= mostTextBytes;
  }

  void clear() {
    rows = 0;
    textBytes = 0;
    for (OnHeapColumnVector vector : vectors) {
      vector.reset();
    }
  }

  void addGood(RowValues values, int file, long line, long offset, long length) {
    int row = rows++;
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] >= 0) {
        putValue(i, row, values);
        continue;
      }
      switch (RowSchema.extra(outputs[i])) {
        case FILE -> vectors[i].putInt(row, file);
        case LINE -> vectors[i].putLong(row, line);
        case OFFSET -> vectors[i].putLong(row, offset);
        case LENGTH -> vectors[i].putLong(row, length);
        case REASON, COLUMN, RAW -> vectors[i].putNull(row);
      }
    }
  }

  private void putValue(int output, int row, RowValues values) {
    OnHeapColumnVector vector = vectors[output];
    int column = outputs[output];
    if (values.empty[column]) {
      vector.putNull(row);
      return;
    }
    switch (layouts[output]) {
      case LONGS -> vector.putLong(row, values.number[column]);
      case INTS -> vector.putInt(row, (int) values.number[column]);
      case WIDE -> putWide(vector, row, values.high[column], values.number[column]);
      default -> putText(vector, row, values.text[column], values.from[column], values.to[column]);
    }
  }

  /** @param place stands at the row */
  void addBad(Reason reason, String failedColumn, int file, RowScanner place) {
    int row = rows++;
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] >= 0) {
        vectors[i].putNull(row);
        continue;
      }
      switch (RowSchema.extra(outputs[i])) {
        case FILE -> vectors[i].putInt(row, file);
        case LINE -> vectors[i].putLong(row, place.line());
        case OFFSET -> vectors[i].putLong(row, place.offset());
        case LENGTH -> vectors[i].putLong(row, place.length());
        case REASON -> putText(vectors[i], row, reason.utf8);
        case COLUMN -> putText(vectors[i], row, failedColumn.getBytes(StandardCharsets.UTF_8));
        case RAW -> putRaw(vectors[i], row, place);
      }
    }
  }

  private void putRaw(OnHeapColumnVector vector, int row, RowScanner scanner) {
    byte[] bytes = scanner.buffer();
    int from = scanner.rowFrom();
    int to = scanner.keptTo();
    if (Utf8.isValid(bytes, from, to)) {
      putText(vector, row, bytes, from, to);
    } else {
      putText(vector, row, Utf8.escaped(bytes, from, to));
    }
  }

  private void putText(OnHeapColumnVector vector, int row, byte[] text) {
    putText(vector, row, text, 0, text.length);
  }

  private void putText(OnHeapColumnVector vector, int row, byte[] bytes, int from, int to) {
    vector.putByteArray(row, bytes, from, to - from);
    textBytes += to - from;
  }

  /** Spark reads so large a decimal as a big-endian number of any number of bytes. */
  private void putWide(OnHeapColumnVector vector, int row, long high, long low) {
    BIG_ENDIAN.set(wide, 0, high);
    BIG_ENDIAN.set(wide, Long.BYTES, low);
    vector.putByteArray(row, wide, 0, wide.length);
  }

  /** All rows since {@link #clear}, valid until then. */
  ColumnarBatch columnar() {
    columnar.setNumRows(rows);
    return columnar;
  }

  @Override
  public void close() {
    columnar.close();
  }
}
