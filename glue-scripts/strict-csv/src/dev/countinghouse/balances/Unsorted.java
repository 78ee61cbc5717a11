package dev.countinghouse.balances;

import java.util.Arrays;

/** Transfers as they stand in the file, until there are enough for a run. */
final class Unsorted {
  static final int MOST = 1 << 20;
  private static final int FIRST = 1 << 12;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private long[] micros = new long[FIRST];
  private int[] froms = new int[FIRST];
  private int[] tos = new int[FIRST];
  private long[] amounts = new long[FIRST];
  private long[] indexes = new long[FIRST];
  /** Null as long as there were none. */
  private short[] nanos;
  private int count;

  boolean isFull() {
    return count == MOST;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(long instant, int nano, int from, int to, long amount, long index) {
    if (count == micros.length) {
      grow();
    }
    if (nano != 0 && nanos == null) {
      nanos = new short[micros.length];
    }
    micros[count] = instant;
    froms[count] = from;
    tos[count] = to;
    amounts[count] = amount;
    indexes[count] = index;
    if (nanos != null) {
      nanos[count] = (short) nano;
    }
    count++;
  }

  private void grow() {
    int size = Math.min(MOST, 2 * count);
    micros = Arrays.copyOf(micros, size);
    froms = Arrays.copyOf(froms, size);
    tos = Arrays.copyOf(tos, size);
    amounts = Arrays.copyOf(amounts, size);
    indexes = Arrays.copyOf(indexes, size);
    nanos = nanos == null ? null : Arrays.copyOf(nanos, size);
  }

  /** Puts them in order and packs them; begins anew. */
  Run takeRun(int piece, int number) {
    long unit = unit();
    for (int i = 0; unit > 1 && i < count; i++) {
      micros[i] /= unit;
    }
    int[] order = order();
    RunWriter run = new RunWriter(piece, number, unit, nanos != null, count);
    for (int i = 0; i < count; i++) {
      int row = order == null ? i : order[i];
      run.add(micros[row], nanos == null ? 0 : nanos[row], froms[row], tos[row], amounts[row], indexes[row]);
    }
    count = 0;
    nanos = null;
    return run.run();
  }

  /** Most files have whole seconds. */
  private long unit() {
    for (int i = 0; i < count; i++) {
      if (micros[i] % MICROS_PER_SECOND != 0) {
        return 1;
      }
    }
    return MICROS_PER_SECOND;
  }

  /** Null when they are in order. Stable, so that those at one instant stay in the order of the file. */
  private int[] order() {
    long least = Long.MAX_VALUE;
    boolean ascending = true;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, micros[i]);
      ascending = ascending && (i == 0 || !isAfter(i - 1, i));
    }
    if (ascending) {
      return null;
    }
    long[] words = new long[count];
    int[] order = null;
    if (nanos != null) {
      for (int i = 0; i < count; i++) {
        words[i] = nanos[i];
      }
      order = RadixSort.order(words, count);
    }
    for (int i = 0; i < count; i++) {
      words[i] = micros[i] - least;
    }
    return order == null ? RadixSort.order(words, count) : RadixSort.order(words, order, count);
  }

  private boolean isAfter(int one, int other) {
    return micros[one] != micros[other]
        ? micros[one] > micros[other]
        : nanos != null && nanos[one] > nanos[other];
  }
}
