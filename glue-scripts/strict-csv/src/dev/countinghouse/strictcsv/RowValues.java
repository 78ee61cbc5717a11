package dev.countinghouse.strictcsv;

import java.util.List;

/** The values of the last good row, one place for each declared column: numbers as they are, texts where they stand. */
final class RowValues {
  /** True where a field is empty, so that its value is null. */
  final boolean[] empty;

  /** Whole numbers, unscaled decimals, days, microseconds; undefined for other types. */
  final long[] number;

  /** The upper 64 bits of unscaled decimals of more than 18 digits; their `number` is the lower ones. */
  final long[] high;

  /** Texts: bytes [from, to) of an array. */
  final byte[][] text;

  final int[] from;
  final int[] to;

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
