package dev.countinghouse.balances;

import java.util.HashMap;
import java.util.Map;

/** What became of the accounts of a range of places. */
final class RangeFigures {
  final int from;
  final int to;
  private final AccountTable accounts;
  private final long[] balances;
  private final long[] balancesHigh;
  private final long[] outs;
  private final long[] outsHigh;
  final long[] sent;
  final long[] received;
  final long[] rejected;

  RangeFigures(AccountTable accounts, int range, int rangeAccounts) {
    this.accounts = accounts;
    from = range * rangeAccounts;
    to = (int) Math.min(accounts.size(), (long) from + rangeAccounts);
    int count = Math.max(0, to - from);
    balances = new long[count];
    balancesHigh = new long[count];
    outs = new long[count];
    outsHigh = new long[count];
    sent = new long[count];
    received = new long[count];
    rejected = new long[count];
    for (int i = 0; i < count; i++) {
      balances[i] = accounts.openings[from + i];
      balancesHigh[i] = balances[i] >> Long.SIZE - 1;
    }
  }

  /** Takes what a kernel has packed. */
  void add(byte[] moved) {
    ByteSource source = new ByteSource(moved);
    int i = 0;
    while (source.at < moved.length) {
      i += (int) source.next();
      balancesHigh[i] = Varints.unfolded(source.next());
      balances[i] = source.next();
      outsHigh[i] = source.next();
      outs[i] = source.next();
      sent[i] = source.next();
      received[i] = source.next();
      rejected[i] = source.next();
    }
  }

  long balance(int place) {
    return balances[place - from];
  }

  long balanceHigh(int place) {
    return balancesHigh[place - from];
  }

  long out(int place) {
    return outs[place - from];
  }

  long outHigh(int place) {
    return outsHigh[place - from];
  }

  /** What came in is what is there and what went out, less what was there before. */
  long in(int place) {
    return balance(place) + out(place) - accounts.openings[place];
  }

  long inHigh(int place) {
    long sum = balance(place) + out(place);
    long carry = Long.compareUnsigned(sum, out(place)) < 0 ? 1 : 0;
    long opening = accounts.openings[place];
    long borrow = Long.compareUnsigned(sum, opening) < 0 ? 1 : 0;
    return balanceHigh(place) + outHigh(place) + carry - (opening >> Long.SIZE - 1) - borrow;
  }

  /** Sums by country, of those that have accounts here. */
  Map<Integer, Holdings> holdings() {
    Map<Integer, Holdings> held = new HashMap<>();
    for (int place = from; place < to; place++) {
      Holdings one = held.computeIfAbsent(accounts.countries[place], none -> new Holdings());
      one.last.add(balanceHigh(place), balance(place));
      one.transferred.add(outHigh(place), out(place));
      one.applied += sent[place - from];
    }
    return held;
  }
}
