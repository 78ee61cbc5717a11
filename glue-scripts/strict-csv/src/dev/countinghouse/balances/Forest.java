package dev.countinghouse.balances;

import java.util.Arrays;

/** Which accounts hang together: union-find, each set named by its least account. */
final class Forest {
  /** Parent of each account, itself for a root. */
  private final int[] parents;

  Forest(int accounts) {
    parents = new int[accounts];
    for (int i = 0; i < accounts; i++) {
      parents[i] = i;
    }
  }

  int root(int account) {
    int at = account;
    while (parents[at] != at) {
      // Every other one is hung higher on the way.
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  void join(int one, int other) {
    int root = root(one);
    int otherRoot = root(other);
    if (root < otherRoot) {
      parents[otherRoot] = root;
    } else if (root > otherRoot) {
      parents[root] = otherRoot;
    }
  }

  /** Pairs of an account and its root, for all that are not roots: these joined give the same sets. */
  int[] links() {
    int[] links = new int[1 << 10];
    int count = 0;
    for (int account = 0; account < parents.length; account++) {
      if (parents[account] != account) {
        if (count == links.length) {
          links = Arrays.copyOf(links, 2 * count);
        }
        links[count++] = account;
        links[count++] = root(account);
      }
    }
    return Arrays.copyOf(links, count);
  }

  void join(int[] links) {
    for (int i = 0; i < links.length; i += 2) {
      join(links[i], links[i + 1]);
    }
  }
}
