package dev.countinghouse.balances;

import java.io.Serializable;
import java.util.stream.IntStream;

/** What the accounts of a country have and moved. */
final class Holdings implements Serializable {
  private static final long serialVersionUID = 1L;

  final Total opening = new Total();
  final Total last = new Total();
  final Total transferred = new Total();
  long accounts;
  long applied;

  static Holdings[] none(int countries) {
    return IntStream.range(0, countries).mapToObj(i -> new Holdings()).toArray(Holdings[]::new);
  }

  void add(Holdings other) {
    opening.add(other.opening);
    last.add(other.last);
    transferred.add(other.transferred);
    accounts += other.accounts;
    applied += other.applied;
  }
}
