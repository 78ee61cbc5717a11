package dev.countinghouse.balances;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All accounts, in the order of their numbers; an account is its place in it. Sent to where the work is done. */
final class AccountTable implements Serializable {
  private static final long serialVersionUID = 1L;

  final byte[] numbers;
  final int[] ends;
  final long[] openings;
  final int[] countries;
  /** In the order of their bytes. */
  final String[] countryNames;
  final AccountIndex index;

  private AccountTable(byte[] numbers, int[] ends, long[] openings, int[] countries, String[] countryNames) {
    this.numbers = numbers;
    this.ends = ends;
    this.openings = openings;
    this.countries = countries;
    this.countryNames = countryNames;
    index = AccountIndex.of(numbers, ends);
  }

  /** Without any account. */
  static AccountTable none() {
    return new AccountTable(new byte[0], new int[0], new long[0], new int[0], new String[0]);
  }

  int size() {
    return ends.length;
  }

  int start(int place) {
    return place == 0 ? 0 : ends[place - 1];
  }

  String number(int place) {
    return new String(numbers, start(place), ends[place] - start(place), StandardCharsets.UTF_8);
  }

  /** Accounts and opening balances of each country. */
  Holdings[] opening() {
    Holdings[] held = Holdings.none(countryNames.length);
    for (int place = 0; place < size(); place++) {
      Holdings one = held[countries[place]];
      one.accounts++;
      one.opening.add(openings[place] >> Long.SIZE - 1, openings[place]);
    }
    return held;
  }

  /**
   * Puts blocks together.
   *
   * @param firstLine that of the file's first row
   * @throws DuplicateAccount when a number stands there twice
   */
  static AccountTable of(List<AccountBlock> blocks, long firstLine) throws DuplicateAccount {
    int rows = blocks.stream().mapToInt(block -> block.rows).reduce(0, Math::addExact);
    byte[] bytes = new byte[blocks.stream().mapToInt(block -> block.numbers.length).reduce(0, Math::addExact)];
    int[] ends = new int[rows];
    int row = 0;
    int at = 0;
    for (AccountBlock block : blocks) {
      System.arraycopy(block.numbers, 0, bytes, at, block.numbers.length);
      for (int i = 0; i < block.rows; i++) {
        ends[row++] = at + block.ends[i];
      }
      at += block.numbers.length;
    }
    NumberOrder order = new NumberOrder(bytes, ends);
    int[] sorted = order.sorted();
    for (int place = 1; place < rows; place++) {
      if (order.compare(sorted[place - 1], sorted[place]) == 0) {
        int again = sorted[place];
        int start = again == 0 ? 0 : ends[again - 1];
        String number = new String(bytes, start, ends[again] - start, StandardCharsets.UTF_8);
        throw new DuplicateAccount(number, line(blocks, firstLine, sorted[place - 1]), line(blocks, firstLine, again));
      }
    }
    return arranged(blocks, sorted, bytes, ends);
  }

  private static long line(List<AccountBlock> blocks, long firstLine, int row) {
    long line = firstLine;
    int before = 0;
    for (AccountBlock block : blocks) {
      if (row < before + block.rows) {
        return line + block.lines[row - before];
      }
      before += block.rows;
      line += block.pieceLines;
    }
    throw new IllegalArgumentException("no row " + row);
  }

  private static AccountTable arranged(List<AccountBlock> blocks, int[] sorted, byte[] bytes, int[] ends) {
    int rows = sorted.length;
    Set<String> names = new TreeSet<>(Comparator.comparing(
        (String name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    blocks.forEach(block -> names.addAll(block.countryNames));
    String[] countryNames = names.toArray(String[]::new);
    long[] openings = new long[rows];
    int[] countries = new int[rows];
    int row = 0;
    for (AccountBlock block : blocks) {
      int[] codes = codes(block, countryNames);
      for (int i = 0; i < block.rows; i++, row++) {
        openings[row] = block.openings[i];
        countries[row] = codes[block.countries[i]];
      }
    }
    byte[] inOrder = new byte[bytes.length];
    int[] endsInOrder = new int[rows];
    long[] openingsInOrder = new long[rows];
    int[] countriesInOrder = new int[rows];
    int to = 0;
    for (int place = 0; place < rows; place++) {
      int from = sorted[place];
      int start = from == 0 ? 0 : ends[from - 1];
      System.arraycopy(bytes, start, inOrder, to, ends[from] - start);
      to += ends[from] - start;
      endsInOrder[place] = to;
      openingsInOrder[place] = openings[from];
      countriesInOrder[place] = countries[from];
    }
    return new AccountTable(inOrder, endsInOrder, openingsInOrder, countriesInOrder, countryNames);
  }

  private static int[] codes(AccountBlock block, String[] countryNames) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < countryNames.length; i++) {
      places.put(countryNames[i], i);
    }
    return block.countryNames.stream().mapToInt(places::get).toArray();
  }
}
