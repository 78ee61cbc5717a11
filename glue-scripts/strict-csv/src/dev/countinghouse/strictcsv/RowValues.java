package dev.countinghouse.strictcsv;

import java.util.List;

/** The values of the last good row, one place for each declared column: numbers as they are, texts where they stand. */
public final class RowValues {
  /** True where a field is empty, so that its value is null. */
  public final boolean[] empty;

  /** Whole numbers, unscaled decimals, days, microseconds; undefined for other types. */
  public final long[] number;

  /**
   * The upper 64 bits of unscaled decimals of more than 18 digits, whose `number` is the lower ones; of a moment the
   * nanoseconds behind its microseconds.
   */
  public final long[] high;

  /** Texts: bytes [from, to) of an array. */
  public final byte[][] text;

  public final int[] from;
  public final int[] to;

  RowValues(List<Column> columns) {
    int count = columns.size();
    empty = new boolean[count];
    number = new long[count];
    high = new long[count];
    text = new byte[count][];
    from = new int[count];
    to = new int[count];
  }
}
