package dev.countinghouse.balances;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Which kernel replays which accounts. Accounts that a transfer may join are in one partition; so a partition's balances
 * depend on its own transfers only, and those keep their order.
 */
final class Partitioning implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A unit with more than this share of a partition is placed by its weight, smaller ones by chance. */
  private static final int SMALL = 64;

  final int parts;
  private final int accounts;
  /** Null with one partition: then an account's place there is its place among all. */
  private final int[] partOf;
  private final int[] localOf;

  private Partitioning(int accounts, int parts, int[] partOf) {
    this.accounts = accounts;
    this.parts = parts;
    this.partOf = partOf;
    localOf = partOf == null ? null : new int[accounts];
    int[] next = new int[parts];
    for (int place = 0; partOf != null && place < accounts; place++) {
      localOf[place] = next[partOf[place]]++;
    }
  }

  static Partitioning whole(int accounts) {
    return new Partitioning(accounts, 1, null);
  }

  /** @param units names for each account the unit, less than the number of accounts, that has to stay together */
  static Partitioning of(int[] units, int parts) {
    if (parts == 1) {
      return whole(units.length);
    }
    int[] weights = new int[units.length];
    for (int unit : units) {
      weights[unit]++;
    }
    int[] partOfUnit = new int[units.length];
    Arrays.fill(partOfUnit, -1);
    placeHeavy(weights, partOfUnit, parts);
    int[] partOf = new int[units.length];
    for (int place = 0; place < units.length; place++) {
      int part = partOfUnit[units[place]];
      partOf[place] = part >= 0 ? part : (int) Math.floorMod(units[place] * 0x9e3779b97f4a7c15L >>> 32, (long) parts);
    }
    return new Partitioning(units.length, parts, partOf);
  }

  /** The heaviest first, each into the partition that has least. */
  private static void placeHeavy(int[] weights, int[] partOfUnit, int parts) {
    int least = Math.max(1, weights.length / parts / SMALL);
    long[] heavy = new long[weights.length];
    int count = 0;
    for (int unit = 0; unit < weights.length; unit++) {
      if (weights[unit] > least) {
        heavy[count++] = (long) -weights[unit] << 32 | unit;
      }
    }
    Arrays.sort(heavy, 0, count);
    long[] loads = new long[parts];
    for (int i = 0; i < count; i++) {
      int lightest = 0;
      for (int part = 1; part < parts; part++) {
        lightest = loads[part] < loads[lightest] ? part : lightest;
      }
      int unit = (int) heavy[i];
      loads[lightest] += weights[unit];
      partOfUnit[unit] = lightest;
    }
  }

  int part(int place) {
    return partOf == null ? 0 : partOf[place];
  }

  /** The account's place among those of its partition, in the same order. */
  int local(int place) {
    return localOf == null ? place : localOf[place];
  }

  /** The places of a partition's accounts, ascending. */
  int[] places(int part) {
    int[] places = new int[accounts];
    int count = 0;
    for (int place = 0; place < accounts; place++) {
      if (part(place) == part) {
        places[count++] = place;
      }
    }
    return count == accounts ? places : Arrays.copyOf(places, count);
  }
}
