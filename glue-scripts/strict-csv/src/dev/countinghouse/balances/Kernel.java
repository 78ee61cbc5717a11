package dev.countinghouse.balances;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Replays the transfers of one partition, one after the other, in the order of the rules. */
final class Kernel implements Iterator<KernelItem> {
  private final int[] places;
  private final int rangeAccounts;
  private final Ledger ledger;
  private final Uncovered uncovered = new Uncovered();
  private boolean toldUncovered;
  private int at;

  /** @param runs of the partition, in any order */
  Kernel(AccountTable accounts, int[] places, Iterator<Run> runs, int rangeAccounts) {
    this.places = places;
    this.rangeAccounts = rangeAccounts;
    ledger = new Ledger(accounts, places);
    try (ScratchRuns scratch = new ScratchRuns()) {
      scratch.addAll(runs);
      replay(new Merge(scratch.readers()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replay(Merge merge) throws IOException {
    try (MergeAhead ahead = new MergeAhead(merge)) {
      for (TransferBatch batch = ahead.next(); batch != null; batch = ahead.next()) {
        ledger.apply(batch, uncovered);
        ahead.free(batch);
      }
    }
    skipUnmoved();
  }

  private void skipUnmoved() {
    while (at < places.length && !ledger.moved(at)) {
      at++;
    }
  }

  @Override
  public boolean hasNext() {
    return !toldUncovered || at < places.length;
  }

  @Override
  public KernelItem next() {
    if (!toldUncovered) {
      toldUncovered = true;
      return new KernelItem.Short(uncovered);
    }
    if (at >= places.length) {
      throw new NoSuchElementException();
    }
    return nextRange();
  }

  private KernelItem nextRange() {
    int range = places[at] / rangeAccounts;
    int last = range * rangeAccounts;
    ByteSink sink = new ByteSink(1 << 16);
    for (; at < places.length && places[at] / rangeAccounts == range; at++) {
      if (ledger.moved(at)) {
        sink.put(places[at] - last);
        ledger.put(at, sink);
        last = places[at];
      }
    }
    skipUnmoved();
    return new KernelItem.Moved(range, sink.bytes());
  }
}
