package dev.countinghouse.strictcsv;

import java.util.Arrays;

/** Where the fields of a row lie, counted from the row's first byte. */
final class FieldPlaces {
  private int kept;
  private int count;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private boolean[] escaped = new boolean[16];

  /** @param kept the places of so many fields are remembered; all are counted */
  FieldPlaces(int kept) {
    this.kept = kept;
  }

  void keep(int fields) {
    kept = fields;
  }

  void clear() {
    count = 0;
  }

  /** @param inPlace false for a field that lies behind the part of the row which is kept */
  void add(int fieldFrom, int fieldTo, boolean fieldEscaped, boolean inPlace) {
    if (count < kept && inPlace) {
      if (count == from.length) {
        int size = 2 * count;
        from = Arrays.copyOf(from, size);
        to = Arrays.copyOf(to, size);
        escaped = Arrays.copyOf(escaped, size);
      }
      from[count] = fieldFrom;
      to[count] = fieldTo;
      escaped[count] = fieldEscaped;
    }
    count++;
  }

  int count() {
    return count;
  }

  int from(int field) {
    return from[field];
  }

  int to(int field) {
    return to[field];
  }

  boolean escaped(int field) {
    return escaped[field];
  }
}
