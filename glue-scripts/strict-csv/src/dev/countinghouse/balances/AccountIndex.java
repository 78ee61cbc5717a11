package dev.countinghouse.balances;

import java.io.Serializable;
import java.util.Arrays;

/** Finds an account's place by its number. */
abstract class AccountIndex implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int NONE = -1;

  /** The place of the account whose number are the bytes [from, to), or NONE. */
  abstract int find(byte[] text, int from, int to);

  static AccountIndex of(byte[] numbers, int[] ends) {
    AccountIndex dense = Dense.of(numbers, ends);
    return dense == null ? new Hashed(numbers, ends) : dense;
  }

  /** Numbers without leading zeros, not much greater than they are many: each names its own slot. */
  private static final class Dense extends AccountIndex {
    private static final long serialVersionUID = 1L;
    private static final int MOST_DIGITS = 9;

    private final int[] places;

    private Dense(int[] places) {
      this.places = places;
    }

    /** Null where numbers are not of that kind. */
    static Dense of(byte[] numbers, int[] ends) {
      long greatest = -1;
      int start = 0;
      for (int end : ends) {
        int value = value(numbers, start, end);
        if (value < 0) {
          return null;
        }
        greatest = Math.max(greatest, value);
        start = end;
      }
      if (greatest > 4L * ends.length + 1024) {
        return null;
      }
      int[] places = new int[(int) greatest + 1];
      Arrays.fill(places, NONE);
      start = 0;
      for (int place = 0; place < ends.length; place++) {
        places[value(numbers, start, ends[place])] = place;
        start = ends[place];
      }
      return new Dense(places);
    }

    private static int value(byte[] text, int from, int to) {
      if (to - from > MOST_DIGITS || from == to || (text[from] == '0' && to - from > 1)) {
        return NONE;
      }
      int value = 0;
      for (int at = from; at < to; at++) {
        int digit = text[at] - '0';
        if (digit < 0 || digit > 9) {
          return NONE;
        }
        value = 10 * value + digit;
      }
      return value;
    }

    @Override
    int find(byte[] text, int from, int to) {
      int value = value(text, from, to);
      return value < 0 || value >= places.length ? NONE : places[value];
    }
  }

  /** Any numbers: open addressing, half of each slot being the upper half of the hash, so that few texts are compared. */
  private static final class Hashed extends AccountIndex {
    private static final long serialVersionUID = 1L;
    private static final long EMPTY = -1;

    private final byte[] numbers;
    private final int[] ends;
    private final long[] slots;

    Hashed(byte[] numbers, int[] ends) {
      this.numbers = numbers;
      this.ends = ends;
      int size = Integer.highestOneBit(Math.max(8, ends.length)) * 4;
      slots = new long[size];
      Arrays.fill(slots, EMPTY);
      int start = 0;
      for (int place = 0; place < ends.length; place++) {
        long hash = hash(numbers, start, ends[place]);
        int slot = (int) hash & size - 1;
        while (slots[slot] != EMPTY) {
          slot = slot + 1 & size - 1;
        }
        slots[slot] = hash & 0xffffffff00000000L | place;
        start = ends[place];
      }
    }

    private static long hash(byte[] text, int from, int to) {
      long hash = to - from;
      for (int at = from; at < to; at++) {
        hash = (hash ^ text[at]) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
      }
      hash *= 0xbf58476d1ce4e5b9L;
      return hash ^ hash >>> 32;
    }

    @Override
    int find(byte[] text, int from, int to) {
      long hash = hash(text, from, to);
      int slot = (int) hash & slots.length - 1;
      for (long found = slots[slot]; found != EMPTY; found = slots[slot]) {
        if ((found ^ hash) >>> 32 == 0) {
          int place = (int) found;
          int start = place == 0 ? 0 : ends[place - 1];
          if (Arrays.equals(text, from, to, numbers, start, ends[place])) {
            return place;
          }
        }
        slot = slot + 1 & slots.length - 1;
      }
      return NONE;
    }
  }
}
