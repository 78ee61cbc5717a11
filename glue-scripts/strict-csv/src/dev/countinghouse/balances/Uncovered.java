package dev.countinghouse.balances;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** The transfers that their senders could not cover: a bit for each good row of a piece, as far as there are any. */
final class Uncovered implements Serializable {
  private static final long serialVersionUID = 1L;

  /** So many rows share a set of bits; a piece that is a whole gzip file may have more than one can hold. */
  private static final int ROWS_BITS = 24;

  private final Map<Long, BitSet> bits = new TreeMap<>();
  private long lastKey = -1;
  private transient BitSet last;

  private static long key(int piece, long index) {
    return (long) piece << 32 | index >>> ROWS_BITS;
  }

  void add(int piece, long index) {
    long key = key(piece, index);
    if (key != lastKey || last == null) {
      lastKey = key;
      last = bits.computeIfAbsent(key, none -> new BitSet());
    }
    last.set((int) index & (1 << ROWS_BITS) - 1);
  }

  void add(Uncovered other) {
    other.bits.forEach((key, more) -> bits.computeIfAbsent(key, none -> new BitSet()).or(more));
  }

  boolean has(int piece, long index) {
    BitSet found = bits.get(key(piece, index));
    return found != null && found.get((int) index & (1 << ROWS_BITS) - 1);
  }

  /** Those of one piece. */
  Uncovered of(int piece) {
    Uncovered some = new Uncovered();
    bits.forEach((key, set) -> {
      if (key >>> 32 == piece) {
        some.bits.put(key, set);
      }
    });
    return some;
  }

  long count() {
    return bits.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
