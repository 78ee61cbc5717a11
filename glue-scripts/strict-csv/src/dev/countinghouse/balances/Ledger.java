package dev.countinghouse.balances;

/** The balances of a partition, to which transfers are applied one by one: eight words an account, one cache line. */
final class Ledger {
  private static final int PAGE_BITS = 16;
  private static final int PAGE_ACCOUNTS = 1 << PAGE_BITS;
  private static final int WORDS_BITS = 3;

  private static final int BALANCE = 0;
  private static final int BALANCE_HIGH = 1;
  private static final int OUT = 2;
  private static final int OUT_HIGH = 3;
  private static final int SENT = 4;
  private static final int RECEIVED = 5;
  private static final int REJECTED = 6;

  private final long[][] pages;
  private long touched;

  /** @param places of the partition's accounts among all */
  Ledger(AccountTable accounts, int[] places) {
    pages = new long[(places.length + PAGE_ACCOUNTS - 1) >>> PAGE_BITS][];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = new long[Math.min(PAGE_ACCOUNTS, places.length - (page << PAGE_BITS)) << WORDS_BITS];
    }
    for (int local = 0; local < places.length; local++) {
      long opening = accounts.openings[places[local]];
      page(local)[at(local) + BALANCE] = opening;
      page(local)[at(local) + BALANCE_HIGH] = opening >> Long.SIZE - 1;
    }
  }

  private long[] page(int account) {
    return pages[account >>> PAGE_BITS];
  }

  private static int at(int account) {
    return (account & PAGE_ACCOUNTS - 1) << WORDS_BITS;
  }

  /**
   * Applies the batch in its order; tells of each transfer that its sender could not cover. All accounts are looked at
   * beforehand, so that the processor fetches many at once and does not wait for each in turn.
   */
  void apply(TransferBatch batch, Uncovered uncovered) {
    long seen = 0;
    for (int i = 0; i < batch.size; i++) {
      seen += page(batch.froms[i])[at(batch.froms[i])] ^ page(batch.tos[i])[at(batch.tos[i])];
    }
    touched += seen;
    for (int i = 0; i < batch.size; i++) {
      if (!apply(batch.froms[i], batch.tos[i], batch.amounts[i]) && batch.amounts[i] > 0) {
        uncovered.add(batch.pieces[i], batch.indexes[i]);
      }
    }
  }

  /** Moves the amount, whole or not at all; false when the sender does not have it, or it is 0. */
  private boolean apply(int from, int to, long amount) {
    long[] page = page(from);
    int at = at(from);
    long balance = page[at + BALANCE];
    long high = page[at + BALANCE_HIGH];
    boolean covered = high > 0 || (high == 0 && Long.compareUnsigned(balance, amount) >= 0);
    if (!covered || amount == 0) {
      page[at + REJECTED]++;
      return false;
    }
    page[at + BALANCE] = balance - amount;
    page[at + BALANCE_HIGH] = high - (Long.compareUnsigned(balance, amount) < 0 ? 1 : 0);
    add(page, at + OUT, amount);
    page[at + SENT]++;
    long[] receiving = page(to);
    int receiver = at(to);
    add(receiving, receiver + BALANCE, amount);
    receiving[receiver + RECEIVED]++;
    return true;
  }

  private static void add(long[] page, int at, long amount) {
    long sum = page[at] + amount;
    page[at + 1] += Long.compareUnsigned(sum, amount) < 0 ? 1 : 0;
    page[at] = sum;
  }

  /** Whether any transfer named the account, as a sender or as one that received. */
  boolean moved(int account) {
    long[] page = page(account);
    int at = at(account);
    return (page[at + SENT] | page[at + RECEIVED] | page[at + REJECTED]) != 0;
  }

  /** Packs what {@link RangeFigures} unpacks. */
  void put(int account, ByteSink sink) {
    long[] page = page(account);
    int at = at(account);
    sink.put(Varints.folded(page[at + BALANCE_HIGH]));
    sink.put(page[at + BALANCE]);
    sink.put(page[at + OUT_HIGH]);
    sink.put(page[at + OUT]);
    sink.put(page[at + SENT]);
    sink.put(page[at + RECEIVED]);
    sink.put(page[at + REJECTED]);
  }

  /** Only so that no compiler takes the looking for idle. */
  long touched() {
    return touched;
  }
}
