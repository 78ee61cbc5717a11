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

  /** In front of a group's numbers: its hash, never zero; where its key begins; twice the key's length, plus its form. */
  private static final int HEAD = 3;

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
    return slots[base] == 0 ? -1 : base + HEAD;
  }

  /** The array in which every group has its numbers; another one after {@link #find}. */
  long[] numbers() {
    return slots;
  }

  byte[] keys() {
    return keys;
  }

  int keyFrom(int group) {
    return (int) slots[group - 2];
  }

  int keyLength(int group) {
    return (int) (slots[group - 1] >>> 1);
  }

  boolean isEncoded(int group) {
    return (slots[group - 1] & 1) != 0;
  }

  void clear() {
    Arrays.fill(slots, 0);
    groups = 0;
    keyBytes = 0;
  }

  /** Where the numbers of the group with the key [from, to) of that form begin; a new group when there is none. */
  int find(byte[] bytes, int from, int to, boolean encoded) {
    long hash = hash(bytes, from, to);
    long shape = (long) (to - from) << 1 | (encoded ? 1 : 0);
    long[] all = slots;
    for (int slot = (int) hash & mask; ; slot = slot + 1 & mask) {
      int base = slot * stride;
      if (all[base] == hash && all[base + 2] == shape && isKey((int) all[base + 1], bytes, from, to)) {
        return base + HEAD;
      }
      if (all[base] == 0) {
        return insert(slot, hash, shape, bytes, from);
      }
    }
  }

  private boolean isKey(int key, byte[] bytes, int from, int to) {
    int length = to - from;
    if (length <= Long.BYTES && from + Long.BYTES <= bytes.length) {
      // The keys' array has a word to spare behind the last one.
      long difference = (long) WORDS.get(bytes, from) ^ (long) WORDS.get(keys, key);
      return length == 0 || difference << (Long.SIZE - Byte.SIZE * length) == 0;
    }
    return Arrays.equals(keys, key, key + length, bytes, from, to);
  }

  private int insert(int slot, long hash, long shape, byte[] bytes, int from) {
    int length = (int) (shape >>> 1);
    if (keyBytes + length + Long.BYTES > keys.length) {
      keys = Arrays.copyOf(keys, 2 * (keyBytes + length + Long.BYTES));
    }
    System.arraycopy(bytes, from, keys, keyBytes, length);
    int base = slot * stride;
    slots[base] = hash;
    slots[base + 1] = keyBytes;
    slots[base + 2] = shape;
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
      if (old[from] != 0) {
        int slot = (int) old[from] & mask;
        while (slots[slot * stride] != 0) {
          slot = slot + 1 & mask;
        }
        System.arraycopy(old, from, slots, slot * stride, stride);
        moved = from == base ? slot * stride + HEAD : moved;
      }
    }
    return moved;
  }

  private static long hash(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) WORDS.get(bytes, at)) * MIX;
      hash ^= hash >>> 32;
    }
    if (at < to) {
      hash = (hash ^ tail(bytes, at, to)) * MIX;
      hash ^= hash >>> 32;
    }
    return hash == 0 ? 1 : hash;
  }

  private static long tail(byte[] bytes, int at, int to) {
    if (at + Long.BYTES <= bytes.length) {
      return (long) WORDS.get(bytes, at) << (Long.SIZE - Byte.SIZE * (to - at));
    }
    long word = 0;
    for (int place = at; place < to; place++) {
      word = word >>> Byte.SIZE | (long) bytes[place] << (Long.SIZE - Byte.SIZE);
    }
    return word;
  }
}
