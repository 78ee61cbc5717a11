package dev.countinghouse.balances;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random accounts and transfers in pieces and runs as tasks would pack them: many at one instant, few covered. */
final class RandomTransfers {
  /** @param place in the file */
  record Transfer(long micros, int nano, long place, int from, int to, long amount, int piece, long index) {}

  final AccountTable accounts;
  final List<Transfer> transfers = new ArrayList<>();
  final List<Run> runs = new ArrayList<>();
  final Forest joined;

  RandomTransfers(Random random) throws DuplicateAccount {
    int count = 1 + random.nextInt(40);
    accounts = AccountTable.of(List.of(accounts(random, count)), 2);
    joined = new Forest(count);
    int pieces = 1 + random.nextInt(5);
    // Transfers stay within knots of accounts, so that there are components.
    int knots = 1 + random.nextInt(6);
    for (int piece = 0; piece < pieces; piece++) {
      addPiece(random, piece, random.nextInt(120), knots);
    }
    Collections.shuffle(runs, random);
  }

  private static AccountBlock accounts(Random random, int count) {
    AccountBlock block = new AccountBlock();
    StringBuilder numbers = new StringBuilder();
    block.countryNames.add("44");
    block.rows = count;
    for (int account = 0; account < count; account++) {
      block.ends[account] = numbers.append(account).length();
      block.openings[account] = random.nextInt(2_000) - 200;
    }
    block.numbers = numbers.toString().getBytes(StandardCharsets.US_ASCII);
    block.ends = Arrays.copyOf(block.ends, count);
    return block;
  }

  private void addPiece(Random random, int piece, int count, int knots) {
    Unsorted unsorted = new Unsorted();
    int number = 0;
    for (int index = 0; index < count; index++) {
      Transfer one = transfer(random, piece, index, knots);
      transfers.add(one);
      joined.join(one.from, one.to);
      unsorted.add(one.micros, one.nano, one.from, one.to, one.amount, one.index);
      if (random.nextInt(40) == 0) {
        runs.add(unsorted.takeRun(piece, number++));
      }
    }
    if (!unsorted.isEmpty()) {
      runs.add(unsorted.takeRun(piece, number));
    }
  }

  private Transfer transfer(Random random, int piece, long index, int knots) {
    int knot = Math.min(random.nextInt(knots), accounts.size() - 1);
    int inKnot = (accounts.size() - knot + knots - 1) / knots;
    int from = knot + knots * random.nextInt(inKnot);
    int to = knot + knots * random.nextInt(inKnot);
    long micros = 1_000_000L * random.nextInt(4) + (random.nextInt(3) == 0 ? random.nextInt(3) : 0);
    int nano = random.nextInt(5) == 0 ? random.nextInt(1_000) : 0;
    // One between an account and itself is rejected before it comes to a kernel, and only counted there.
    long amount = from == to ? 0 : 1 + random.nextInt(900);
    return new Transfer(micros, nano, transfers.size(), from, to, amount, piece, index);
  }
}
