package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Groups by their key's bytes, each with some numbers: a hash table with open addressing over one array, so that a
 * known group costs one or two cache lines and no object.
 */
final class GroupTable {
  /** What a table may hold before it has to be emptied, so that memory does not grow with the number of groups. */
  private static final int MOST_GROUPS = 1 << 16;

  private static final int MOST_KEY_BYTES = 32 << 20;
  private static final int INITIAL_SLOTS = 1 << 10;
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e3779b97f4a7c15L;

  /**
   * In front of a group's numbers: the first eight bytes of its key, filled up with zeros; the key's shape, zero where
   * there is no group; where its key begins.
   */
  private static final int HEAD = 3;

  /** A key's shape: that there is one, its form, and above these its length. */
  private static final long USED = 1;

  private static final long ENCODED = 2;
  private static final int LENGTH_SHIFT = 2;

  private final int stride;
  private final int mostGroups;
  private long[] slots;
  private int mask;
  private byte[] keys = new byte[INITIAL_SLOTS];
  private int keyBytes;
  private int groups;

  /** @param numbers how many numbers a group has, all zero at first */
  GroupTable(int numbers, int mostGroups) {
    this.stride = HEAD + numbers;
    this.mostGroups = Math.min(mostGroups, MOST_GROUPS);
    this.slots = new long[INITIAL_SLOTS * stride];
    this.mask = INITIAL_SLOTS - 1;
  }

  boolean isFull() {
    return groups >= mostGroups || keyBytes >= MOST_KEY_BYTES;
  }

  boolean isEmpty() {
    return groups == 0;
  }

  int slots() {
    return mask + 1;
  }

  /** Where the numbers of the slot's group begin in {@link #numbers}, or -1 when it has none. */
  int group(int slot) {
    int base = slot * stride;
    return slots[base + 1] == 0 ? -1 : base + HEAD;
  }

  /** The array in which every group has its numbers; another one after {@link #find}. */
  long[] numbers() {
    return slots;
  }

  byte[] keys() {
    return keys;
  }

  int keyFrom(int group) {
    return (int) slots[group - 1];
  }

  int keyLength(int group) {
    return length(slots[group - 2]);
  }

  boolean isEncoded(int group) {
    return (slots[group - 2] & ENCODED) != 0;
  }

  void clear() {
    Arrays.fill(slots, 0);
    groups = 0;
    keyBytes = 0;
  }

  /** Where the numbers of the group with the key [from, to) of that form begin; a new group when there is none. */
  int find(byte[] bytes, int from, int to, boolean encoded) {
    int length = to - from;
    long shape = (long) length << LENGTH_SHIFT | (encoded ? ENCODED : 0) | USED;
    long prefix = prefix(bytes, from, length);
    long[] all = slots;
    for (int slot = hash(prefix, bytes, from, length) & mask; ; slot = slot + 1 & mask) {
      int base = slot * stride;
      long found = all[base + 1];
      if (found == shape && all[base] == prefix
          && (length <= Long.BYTES || isKey((int) all[base + 2], bytes, from, to))) {
        return base + HEAD;
      }
      if (found == 0) {
        return insert(base, prefix, shape, bytes, from);
      }
    }
  }

  private boolean isKey(int key, byte[] bytes, int from, int to) {
    return Arrays.equals(keys, key, key + to - from, bytes, from, to);
  }

  private int insert(int base, long prefix, long shape, byte[] bytes, int from) {
    int length = length(shape);
    // A word to spare behind the last key, so that words can be read from it.
    if (keyBytes + length + Long.BYTES > keys.length) {
      keys = Arrays.copyOf(keys, 2 * (keyBytes + length + Long.BYTES));
    }
    System.arraycopy(bytes, from, keys, keyBytes, length);
    slots[base] = prefix;
    slots[base + 1] = shape;
    slots[base + 2] = keyBytes;
    keyBytes += length;
    groups++;
    return 2 * groups > slots() ? grow(base) : base + HEAD;
  }

  /** Doubles the slots; gives the new place of the group that stood at `base`. */
  private int grow(int base) {
    long[] old = slots;
    int moved = -1;
    mask = 2 * mask + 1;
    slots = new long[(mask + 1) * stride];
    for (int from = 0; from < old.length; from += stride) {
      if (old[from + 1] != 0) {
        int slot = hash(old[from], keys, (int) old[from + 2], length(old[from + 1])) & mask;
        while (slots[slot * stride + 1] != 0) {
          slot = slot + 1 & mask;
        }
        System.arraycopy(old, from, slots, slot * stride, stride);
        moved = from == base ? slot * stride + HEAD : moved;
      }
    }
    return moved;
  }

  private static int length(long shape) {
    return (int) (shape >>> LENGTH_SHIFT);
  }

  /** The first eight bytes of a key as a number; a shorter key is filled up with zeros. */
  private static long prefix(byte[] bytes, int from, int length) {
    if (from + Long.BYTES <= bytes.length) {
      long word = (long) WORDS.get(bytes, from);
      return length >= Long.BYTES ? word : word & ~(-1L << Byte.SIZE * length);
    }
    long word = 0;
    for (int i = 0; i < Math.min(length, Long.BYTES); i++) {
      word |= (bytes[from + i] & 0xffL) << Byte.SIZE * i;
    }
    return word;
  }

  private static int hash(long prefix, byte[] bytes, int from, int length) {
    long hash = (prefix ^ length) * MIX;
    if (length > Long.BYTES) {
      int last = from + length - Long.BYTES;
      for (int at = from + Long.BYTES; at < last; at += Long.BYTES) {
        hash = (hash ^ hash >>> 32 ^ (long) WORDS.get(bytes, at)) * MIX;
      }
      // The last eight bytes, whatever of them went in before.
      hash = (hash ^ hash >>> 32 ^ (long) WORDS.get(bytes, last)) * MIX;
    }
    return (int) (hash >>> 32);
  }
}
