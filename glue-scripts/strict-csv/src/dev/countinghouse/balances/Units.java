package dev.countinghouse.balances;

import java.util.Iterator;

/** What has to stay together: whole countries, or within them only accounts that transfers join. */
final class Units {
  private Units() {}

  /** The share that the largest country has of all accounts, in percent. */
  static int largestCountryPercent(AccountTable accounts) {
    long[] counts = new long[accounts.countryNames.length];
    long most = 0;
    for (int country : accounts.countries) {
      most = Math.max(most, ++counts[country]);
    }
    return accounts.size() == 0 ? 0 : (int) (100 * most / accounts.size());
  }

  /** Countries never interact. */
  static int[] countries(AccountTable accounts) {
    return accounts.countries;
  }

  /**
   * What the links of all pieces join. Once a set has half of all accounts, nothing finer than countries would help any
   * more, and the remaining links are not looked at.
   */
  static int[] joined(AccountTable accounts, Iterator<int[]> links) {
    Forest forest = new Forest(accounts.size());
    long seen = 0;
    long nextLook = accounts.size() / 2;
    while (links.hasNext()) {
      int[] some = links.next();
      forest.join(some);
      seen += some.length / 2;
      if (seen >= nextLook && links.hasNext()) {
        nextLook = 2 * seen;
        if (hasHalf(forest, accounts.size())) {
          return countries(accounts);
        }
      }
    }
    int[] units = new int[accounts.size()];
    for (int place = 0; place < units.length; place++) {
      units[place] = forest.root(place);
    }
    return units;
  }

  private static boolean hasHalf(Forest forest, int accounts) {
    int[] sizes = new int[accounts];
    int most = 0;
    for (int place = 0; place < accounts; place++) {
      most = Math.max(most, ++sizes[forest.root(place)]);
    }
    return 2L * most > accounts;
  }

  /** The accounts of the largest unit, in percent of all. */
  static int largestPercent(int[] units) {
    int[] sizes = new int[units.length];
    long most = 0;
    for (int unit : units) {
      most = Math.max(most, ++sizes[unit]);
    }
    return units.length == 0 ? 0 : (int) (100 * most / units.length);
  }
}
