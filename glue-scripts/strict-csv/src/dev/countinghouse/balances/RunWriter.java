package dev.countinghouse.balances;

/** Packs transfers that come in order, each as the difference to the one before. */
final class RunWriter {
  /** A transfer takes rarely more. */
  private static final int BYTES_A_TRANSFER = 18;

  private final int piece;
  private final int number;
  private final long unit;
  private final boolean nanos;
  private final ByteSink sink;
  private long lastInstant;
  private long lastIndex;
  private int transfers;

  RunWriter(int piece, int number, long unit, boolean nanos, int expected) {
    this.piece = piece;
    this.number = number;
    this.unit = unit;
    this.nanos = nanos;
    sink = new ByteSink(BYTES_A_TRANSFER * expected);
  }

  /**
   * @param instant in units
   * @param amount 0 for a transfer that is rejected whatever its sender has
   * @param index of the row among the good rows of its piece
   */
  void add(long instant, int nano, int from, int to, long amount, long index) {
    sink.put(Varints.folded(instant - lastInstant));
    if (nanos) {
      sink.put(nano);
    }
    sink.put(from);
    sink.put(to);
    sink.put(amount);
    sink.put(Varints.folded(index - lastIndex));
    lastInstant = instant;
    lastIndex = index;
    transfers++;
  }

  boolean isEmpty() {
    return transfers == 0;
  }

  Run run() {
    return new Run(piece, number, transfers, unit, nanos, sink.bytes());
  }
}
