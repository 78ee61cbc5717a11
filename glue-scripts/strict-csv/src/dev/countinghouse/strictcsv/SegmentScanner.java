package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Follows the record automaton of RFC 4180 through a segment from all of its states at once. Four states of two bits
 * make one number of eight, so that one look-up moves all four; where no quote is, not even that is needed.
 */
final class SegmentScanner {
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK_BYTES = 256 << 10;
  private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
  private static final long ONES = 0x0101010101010101L;
  private static final long QUOTES = '"' * ONES;
  private static final long COMMAS = ',' * ONES;
  private static final long NEWLINES = '\n' * ONES;

  private static final int OTHER = 0;
  private static final int COMMA = 1;
  private static final int NEWLINE = 2;
  private static final int QUOTE = 3;
  private static final int KINDS = 4;

  /** Next state by state and kind of byte. */
  private static final int[][] STEPS = {
    {SegmentSummary.PLAIN, SegmentSummary.FIELD_START, SegmentSummary.FIELD_START, SegmentSummary.QUOTED},
    {SegmentSummary.PLAIN, SegmentSummary.FIELD_START, SegmentSummary.FIELD_START, SegmentSummary.PLAIN},
    {SegmentSummary.QUOTED, SegmentSummary.QUOTED, SegmentSummary.QUOTED, SegmentSummary.QUOTE_SEEN},
    {SegmentSummary.PLAIN, SegmentSummary.FIELD_START, SegmentSummary.FIELD_START, SegmentSummary.QUOTED},
  };

  /** The same for all four at once: by their states, whether other bytes come before, and the kind of byte. */
  private static final byte[] ALL_STEPS = new byte[1 << 2 * SegmentSummary.STATES + 3];

  private static final int STATES_SHIFT = 3;
  private static final int AFTER_OTHERS = KINDS;
  private static final byte[] KIND_OF_BYTE = new byte[1 << Byte.SIZE];

  static {
    KIND_OF_BYTE[','] = COMMA;
    KIND_OF_BYTE['\n'] = NEWLINE;
    KIND_OF_BYTE['"'] = QUOTE;
    for (int all = 0; all < ALL_STEPS.length >> STATES_SHIFT; all++) {
      for (int kind = 0; kind < KINDS; kind++) {
        ALL_STEPS[all << STATES_SHIFT | kind] = (byte) moved(all, kind);
        ALL_STEPS[all << STATES_SHIFT | AFTER_OTHERS | kind] = (byte) moved(moved(all, OTHER), kind);
      }
    }
  }

  private static int moved(int all, int kind) {
    int moved = 0;
    for (int entry = 0; entry < SegmentSummary.STATES; entry++) {
      moved |= STEPS[stateOf(all, entry)][kind] << 2 * entry;
    }
    return moved;
  }

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final long[] firstRows = new long[SegmentSummary.STATES];
  private final long[] newlinesBefore = new long[SegmentSummary.STATES];
  private long offset;
  private int all;
  private int rowsToFind = SegmentSummary.STATES;
  private long newlines;

  /** @param from where the segment begins in the file */
  private SegmentScanner(long from) {
    offset = from;
    Arrays.fill(firstRows, -1);
    for (int entry = 0; entry < SegmentSummary.STATES; entry++) {
      all |= entry << 2 * entry;
    }
  }

  /** Scans the bytes [from, to) of a file. @param in begins at `from` */
  static SegmentSummary scan(InputStream in, long from, long to) throws IOException {
    SegmentScanner scanner = new SegmentScanner(from);
    scanner.scan(in, to);
    int[] exits = new int[SegmentSummary.STATES];
    for (int entry = 0; entry < exits.length; entry++) {
      exits[entry] = stateOf(scanner.all, entry);
    }
    return new SegmentSummary(exits, scanner.firstRows, scanner.newlinesBefore, scanner.newlines);
  }

  private static int stateOf(int all, int entry) {
    return all >>> 2 * entry & 3;
  }

  private void scan(InputStream in, long to) throws IOException {
    boolean quotes = false;
    while (offset < to) {
      int count = in.read(chunk, 0, (int) Math.min(chunk.length, to - offset));
      if (count < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      // Where quotes were, quotes will be.
      quotes = count > 0 && (quotes || !skim(count));
      if (quotes) {
        quotes = follow(count);
      }
      offset += count;
    }
  }

  /** Marks the high bit of exactly those bytes of a word that are equal to the pattern's. */
  private static long marks(long word, long pattern) {
    long difference = word ^ pattern;
    return ~((difference & LOW_BITS) + LOW_BITS | difference | LOW_BITS);
  }

  /**
   * Takes a chunk without quotes: who is inside quotes stays there, for all others the last byte alone tells the state.
   * False for a chunk that has some, and nothing is done.
   */
  private boolean skim(int count) {
    long found = 0;
    long lines = 0;
    int at = 0;
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      long word = (long) WORDS.get(chunk, at);
      found |= marks(word, QUOTES);
      lines += Long.bitCount(marks(word, NEWLINES));
    }
    for (; at < count; at++) {
      found |= chunk[at] == '"' ? 1 : 0;
      lines += chunk[at] == '\n' ? 1 : 0;
    }
    if (found != 0) {
      return false;
    }
    if (rowsToFind > 0 && lines > 0) {
      findRows(firstLine(count), newlines + 1);
    }
    newlines += lines;
    all = step(0, kindOf(count - 1));
    return true;
  }

  private int firstLine(int count) {
    int at = 0;
    while (at < count && chunk[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  /** @param behind the place in the chunk behind a newline, which is the `lines`th of the segment */
  private void findRows(int behind, long lines) {
    for (int entry = 0; entry < SegmentSummary.STATES; entry++) {
      if (firstRows[entry] < 0 && stateOf(all, entry) != SegmentSummary.QUOTED) {
        firstRows[entry] = offset + behind;
        newlinesBefore[entry] = lines;
        rowsToFind--;
      }
    }
  }

  /** Takes any chunk; tells whether it has a quote. */
  private boolean follow(int count) {
    long found = 0;
    int done = 0;
    int at = 0;
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      long word = (long) WORDS.get(chunk, at);
      long quotes = marks(word, QUOTES);
      found |= quotes;
      for (long marks = quotes | marks(word, COMMAS) | marks(word, NEWLINES); marks != 0; marks &= marks - 1) {
        int place = at + (Long.numberOfTrailingZeros(marks) >>> 3);
        follow(done, place);
        done = place + 1;
      }
    }
    for (; at < count; at++) {
      if (kindOf(at) != OTHER) {
        found |= kindOf(at) == QUOTE ? 1 : 0;
        follow(done, at);
        done = at + 1;
      }
    }
    if (done < count) {
      all = step(0, OTHER);
    }
    return found != 0;
  }

  /** Any number of other bytes in a row, from `done` to `place`, does what one of them does. */
  private void follow(int done, int place) {
    int kind = kindOf(place);
    int others = (done - place >>> 31) * AFTER_OTHERS;
    if (kind == NEWLINE) {
      newlines++;
      if (rowsToFind > 0) {
        all = others == 0 ? all : step(0, OTHER);
        findRows(place + 1, newlines);
      }
    }
    all = step(others, kind);
  }

  private int step(int others, int kind) {
    return ALL_STEPS[all << STATES_SHIFT | others | kind] & 0xff;
  }

  private int kindOf(int place) {
    return KIND_OF_BYTE[chunk[place] & 0xff];
  }
}
