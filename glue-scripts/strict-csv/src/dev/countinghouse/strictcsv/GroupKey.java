package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/**
 * The key of a row's group as bytes. A good row's only declared key that is a text stands for the whole key as it is, so
 * that nothing is copied; every other key is written out: a number for each part, -1 for null, and after it its bytes.
 */
final class GroupKey {
  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final List<Column> columns;
  private final int[] keys;
  private final int only;
  private byte[] bytes = new byte[64];
  private int to;

  GroupKey(int[] keys, List<Column> columns) {
    this.keys = keys;
    this.columns = columns;
    int[] declared = Arrays.stream(keys).filter(key -> key >= 0).toArray();
    boolean verdictsBeside = Arrays.stream(keys).allMatch(key -> key >= 0 || !isFile(key));
    this.only = verdictsBeside && declared.length == 1 && isText(declared[0]) ? declared[0] : -1;
  }

  private boolean isText(int column) {
    return columns.get(column).type() instanceof Column.Text;
  }

  private static boolean isFile(int key) {
    return key < 0 && RowSchema.extra(key) == RowSchema.Extra.FILE;
  }

  /** The group of a good row. */
  int find(GroupTable table, RowValues row, int file) {
    if (only >= 0 && !row.empty[only]) {
      return table.find(row.text[only], row.from[only], row.to[only], false);
    }
    to = 0;
    for (int key : keys) {
      if (isFile(key)) {
        putLong(file);
      } else if (key < 0 || row.empty[key]) {
        putInt(-1);
      } else if (isText(key)) {
        put(row.text[key], row.from[key], row.to[key]);
      } else {
        putLong(row.number[key]);
      }
    }
    return table.find(bytes, 0, to, true);
  }

  /** The group of a bad row. */
  int find(GroupTable table, Reason reason, String failedColumn, int file) {
    to = 0;
    for (int key : keys) {
      if (isFile(key)) {
        putLong(file);
      } else if (key >= 0) {
        putInt(-1);
      } else {
        boolean why = RowSchema.extra(key) == RowSchema.Extra.REASON;
        byte[] text = why ? reason.utf8 : failedColumn.getBytes(StandardCharsets.UTF_8);
        put(text, 0, text.length);
      }
    }
    return table.find(bytes, 0, to, true);
  }

  private void put(byte[] text, int textFrom, int textTo) {
    putInt(textTo - textFrom);
    reserve(textTo - textFrom);
    System.arraycopy(text, textFrom, bytes, to, textTo - textFrom);
    to += textTo - textFrom;
  }

  private void putLong(long number) {
    putInt(Long.BYTES);
    reserve(Long.BYTES);
    LONGS.set(bytes, to, number);
    to += Long.BYTES;
  }

  private void putInt(int number) {
    reserve(Integer.BYTES);
    INTS.set(bytes, to, number);
    to += Integer.BYTES;
  }

  private void reserve(int count) {
    if (to + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (to + count));
    }
  }

  /** Writes the parts of a group's key into the first columns of a row. */
  void write(GroupTable table, int group, UnsafeRowWriter row) {
    byte[] stored = table.keys();
    int at = table.keyFrom(group);
    for (int ordinal = 0; ordinal < keys.length; ordinal++) {
      int key = keys[ordinal];
      if (!table.isEncoded(group)) {
        if (key == only) {
          row.write(ordinal, stored, at, table.keyLength(group));
        } else {
          row.setNullAt(ordinal);
        }
        continue;
      }
      int length = (int) INTS.get(stored, at);
      at += Integer.BYTES;
      if (length < 0) {
        row.setNullAt(ordinal);
        continue;
      }
      if (isFile(key)) {
        row.write(ordinal, (int) (long) LONGS.get(stored, at));
      } else if (key < 0 || isText(key)) {
        row.write(ordinal, stored, at, length);
      } else if (columns.get(key).type() instanceof Column.Day) {
        row.write(ordinal, (int) (long) LONGS.get(stored, at));
      } else {
        row.write(ordinal, (long) LONGS.get(stored, at));
      }
      at += length;
    }
  }
}
