package dev.countinghouse.balances;

/** Some transfers that follow each other. */
final class TransferBatch {
  private static final int MOST = 4096;

  final int[] froms = new int[MOST];
  final int[] tos = new int[MOST];
  /** 0 for a transfer that is rejected whatever its sender has. */
  final long[] amounts = new long[MOST];
  final int[] pieces = new int[MOST];
  final long[] indexes = new long[MOST];
  int size;

  boolean isFull() {
    return size == MOST;
  }

  void add(RunReader at) {
    froms[size] = at.from;
    tos[size] = at.to;
    amounts[size] = at.amount;
    pieces[size] = at.piece;
    indexes[size++] = at.index;
  }
}
