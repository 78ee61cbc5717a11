import java.util.Arrays;
import java.util.function.BiConsumer;

/** The figures of every branch that one thread has met: an open hash table over the codes' bytes. */
final class BranchTable {
  long rejected;
  private byte[][] codes = new byte[1 << 12][];
  private long[] hashes = new long[codes.length];
  private Figures[] figures = new Figures[codes.length];
  private int used;

  Figures find(byte[] bytes, int from, int to, long hash) {
    int mask = codes.length - 1;
    int slot = (int) hash & mask;
    while (codes[slot] != null) {
      if (hashes[slot] == hash && Arrays.equals(codes[slot], 0, codes[slot].length, bytes, from, to)) {
        return figures[slot];
      }
      slot = (slot + 1) & mask;
    }
    if (used++ == codes.length / 2) {
      grow();
    }
    return put(Arrays.copyOfRange(bytes, from, to), hash, new Figures());
  }

  void forEach(BiConsumer<byte[], Figures> visitor) {
    for (int slot = 0; slot < codes.length; slot++) {
      if (codes[slot] != null) {
        visitor.accept(codes[slot], figures[slot]);
      }
    }
  }

  private Figures put(byte[] code, long hash, Figures value) {
    int mask = codes.length - 1;
    int slot = (int) hash & mask;
    while (codes[slot] != null) {
      slot = (slot + 1) & mask;
    }
    codes[slot] = code;
    hashes[slot] = hash;
    figures[slot] = value;
    return value;
  }

  private void grow() {
    byte[][] oldCodes = codes;
    long[] oldHashes = hashes;
    Figures[] oldFigures = figures;
    codes = new byte[oldCodes.length * 2][];
    hashes = new long[codes.length];
    figures = new Figures[codes.length];
    for (int slot = 0; slot < oldCodes.length; slot++) {
      if (oldCodes[slot] != null) {
        put(oldCodes[slot], oldHashes[slot], oldFigures[slot]);
      }
    }
  }
}
