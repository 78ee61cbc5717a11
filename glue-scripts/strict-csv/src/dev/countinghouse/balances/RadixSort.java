package dev.countinghouse.balances;

import java.util.Arrays;

/** Sorts by words that are not below zero: stable, a few passes over as many bits as the words differ in. */
final class RadixSort {
  private static final int BITS = 11;
  private static final int DIGITS = 1 << BITS;

  private RadixSort() {}

  /** The indexes of the first `count` words in their order; equal ones in the order of their indexes. */
  static int[] order(long[] words, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    return order(words, order, count);
  }

  /** As above, but equal ones in the order that is given, whose array is used up. */
  static int[] order(long[] words, int[] given, int count) {
    long differing = 0;
    for (int i = 1; i < count; i++) {
      differing |= words[i] ^ words[0];
    }
    int[] order = given;
    int[] spare = new int[count];
    int[] places = new int[DIGITS];
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      if ((differing >>> shift & DIGITS - 1) == 0) {
        continue;
      }
      Arrays.fill(places, 0);
      for (int i = 0; i < count; i++) {
        places[(int) (words[i] >>> shift) & DIGITS - 1]++;
      }
      int place = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        int rows = places[digit];
        places[digit] = place;
        place += rows;
      }
      for (int i = 0; i < count; i++) {
        int index = order[i];
        spare[places[(int) (words[index] >>> shift) & DIGITS - 1]++] = index;
      }
      int[] sorted = spare;
      spare = order;
      order = sorted;
    }
    return order;
  }
}
