package dev.countinghouse.balances;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Replays random transfers by kernels and one after the other: `KernelCheck SEED CASES PARTS…`. Prints how many batches
 * were equal; ends with an error at the first that is not.
 */
final class KernelCheck {
  private static final int RANGE_ACCOUNTS = 7;

  private final RandomTransfers made;
  private final long[] balances;
  private final long[] outs;
  private final long[] sent;
  private final long[] received;
  private final long[] rejected;
  private final Uncovered uncovered = new Uncovered();

  private KernelCheck(RandomTransfers made) {
    this.made = made;
    balances = made.accounts.openings.clone();
    outs = new long[balances.length];
    sent = new long[balances.length];
    received = new long[balances.length];
    rejected = new long[balances.length];
  }

  public static void main(String[] arguments) throws DuplicateAccount {
    long seed = Long.parseLong(arguments[0]);
    int cases = Integer.parseInt(arguments[1]);
    for (int i = 0; i < cases; i++) {
      KernelCheck check = new KernelCheck(new RandomTransfers(new Random(seed + i)));
      check.replayInSequence();
      for (int at = 2; at < arguments.length; at++) {
        check.compare(Integer.parseInt(arguments[at]), "seed " + (seed + i) + ", " + arguments[at] + " partitions: ");
      }
    }
    System.out.println(cases + " batches equal");
  }

  private void replayInSequence() {
    Comparator<RandomTransfers.Transfer> order = Comparator.comparingLong(RandomTransfers.Transfer::micros);
    made.transfers.stream()
        .sorted(order.thenComparing(RandomTransfers.Transfer::nano).thenComparing(RandomTransfers.Transfer::place))
        .forEach(this::apply);
  }

  private void apply(RandomTransfers.Transfer one) {
    if (one.amount() == 0) {
      rejected[one.from()]++;
    } else if (balances[one.from()] < one.amount()) {
      rejected[one.from()]++;
      uncovered.add(one.piece(), one.index());
    } else {
      balances[one.from()] -= one.amount();
      balances[one.to()] += one.amount();
      outs[one.from()] += one.amount();
      sent[one.from()]++;
      received[one.to()]++;
    }
  }

  private void compare(int parts, String what) {
    AccountTable accounts = made.accounts;
    int[] units = Units.joined(accounts, List.of(made.joined.links()).iterator());
    Partitioning partitioning = Partitioning.of(units, parts);
    Uncovered found = new Uncovered();
    List<KernelItem.Moved> moved = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      Kernel kernel = new Kernel(accounts, partitioning.places(part), runsOf(part, partitioning), RANGE_ACCOUNTS);
      kernel.forEachRemaining(item -> {
        if (item instanceof KernelItem.Short some) {
          found.add(some.uncovered());
        } else {
          moved.add((KernelItem.Moved) item);
        }
      });
    }
    expect(uncovered.count() == found.count(), what + found.count() + " uncovered, not " + uncovered.count());
    for (RandomTransfers.Transfer one : made.transfers) {
      boolean expected = uncovered.has(one.piece(), one.index());
      expect(found.has(one.piece(), one.index()) == expected, what + one + " uncovered: " + !expected);
    }
    for (int range = 0; range * RANGE_ACCOUNTS < accounts.size(); range++) {
      compare(new RangeFigures(accounts, range, RANGE_ACCOUNTS), range, moved, what);
    }
  }

  private Iterator<Run> runsOf(int part, Partitioning partitioning) {
    Stream<PieceItem> items = made.runs.stream().map(PieceItem.Transfers::new);
    List<Run> own = new ArrayList<>();
    new RunSplit(partitioning).all(items.iterator()).forEachRemaining(one -> {
      if (one._1() == part) {
        own.add(one._2());
      }
    });
    return own.iterator();
  }

  private void compare(RangeFigures figures, int range, List<KernelItem.Moved> moved, String what) {
    moved.stream().filter(item -> item.range() == range).forEach(item -> figures.add(item.accounts()));
    for (int place = figures.from; place < figures.to; place++) {
      int i = place - figures.from;
      long in = balances[place] + outs[place] - made.accounts.openings[place];
      boolean equal = figures.balance(place) == balances[place]
          && figures.balanceHigh(place) == balances[place] >> Long.SIZE - 1
          && figures.out(place) == outs[place]
          && figures.outHigh(place) == 0
          && figures.in(place) == in
          && figures.inHigh(place) == 0
          && figures.sent[i] == sent[place]
          && figures.received[i] == received[place]
          && figures.rejected[i] == rejected[place];
      expect(equal, what + "account " + place + " differs");
    }
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
