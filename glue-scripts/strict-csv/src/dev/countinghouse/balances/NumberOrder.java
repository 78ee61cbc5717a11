package dev.countinghouse.balances;

import java.util.Arrays;

/**
 * The order of account numbers: as numbers when all of them are digits, equal ones by their text; else by their bytes.
 * Sorted by a word first, which decides nearly all, then by all bytes where words are equal.
 */
final class NumberOrder {
  private static final int MOST_DIGITS = 18;

  private final byte[] bytes;
  private final int[] ends;
  private final boolean numeric;
  private final boolean small;

  /** @param ends where each text ends; it begins where the one before ends */
  NumberOrder(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
    boolean digits = true;
    for (int at = 0; at < bytes.length && digits; at++) {
      digits = bytes[at] >= '0' && bytes[at] <= '9';
    }
    numeric = digits;
    boolean few = true;
    for (int row = 0; row < ends.length && numeric && few; row++) {
      few = ends[row] - firstDigit(row) <= MOST_DIGITS;
    }
    small = few;
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Behind leading zeros. */
  private int firstDigit(int row) {
    int at = start(row);
    while (at < ends[row] && bytes[at] == '0') {
      at++;
    }
    return at;
  }

  int compare(int one, int other) {
    if (numeric) {
      int from = firstDigit(one);
      int otherFrom = firstDigit(other);
      int byDigits = Integer.compare(ends[one] - from, ends[other] - otherFrom);
      int byValue = byDigits != 0 ? byDigits : Arrays.compare(bytes, from, ends[one], bytes, otherFrom, ends[other]);
      if (byValue != 0) {
        return byValue;
      }
    }
    return Arrays.compareUnsigned(bytes, start(one), ends[one], bytes, start(other), ends[other]);
  }

  /** The rows in order. */
  int[] sorted() {
    int count = ends.length;
    int[] order = new int[count];
    boolean ascending = true;
    for (int i = 0; i < count; i++) {
      order[i] = i;
      ascending = ascending && (i == 0 || compare(i - 1, i) <= 0);
    }
    if (ascending) {
      return order;
    }
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = word(i);
    }
    order = RadixSort.order(words, count);
    for (int from = 0, to; from < count; from = to) {
      to = from + 1;
      while (to < count && words[order[from]] == words[order[to]]) {
        to++;
      }
      if (to - from > 1) {
        mergeSort(order, Arrays.copyOfRange(order, from, to), from, to, from);
      }
    }
    return order;
  }

  /** Not below zero, and in the order of the rows as far as it tells them apart. */
  private long word(int row) {
    long word = 0;
    if (!numeric) {
      for (int i = 0; i < Long.BYTES; i++) {
        int at = start(row) + i;
        word = word << 8 | (at < ends[row] ? bytes[at] & 0xff : 0);
      }
      return word >>> 1;
    }
    for (int at = firstDigit(row); small && at < ends[row]; at++) {
      word = 10 * word + bytes[at] - '0';
    }
    return word;
  }

  /** Sorts [from, to) of `target`; `source`, whose first place is that of `base`, holds the same rows. */
  private void mergeSort(int[] target, int[] source, int from, int to, int base) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sortInto(source, target, from, middle, base);
    sortInto(source, target, middle, to, base);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft = right >= to || (left < middle && compare(source[left - base], source[right - base]) <= 0);
      target[at] = source[(takeLeft ? left++ : right++) - base];
    }
  }

  /** As {@link #mergeSort}, with the two arrays in each other's place. */
  private void sortInto(int[] source, int[] target, int from, int to, int base) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    mergeSort(target, source, from, middle, base);
    mergeSort(target, source, middle, to, base);
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft = right >= to || (left < middle && compare(target[left], target[right]) <= 0);
      source[at - base] = target[takeLeft ? left++ : right++];
    }
  }
}
