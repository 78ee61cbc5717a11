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

  /** The same for all four at once: by their states, and the kind of byte. */
  private static final int[] ALL_STEPS = new int[1 << 2 * SegmentSummary.STATES + 2];

  static {
    for (int all = 0; all < ALL_STEPS.length / KINDS; all++) {
      for (int kind = 0; kind < KINDS; kind++) {
        for (int entry = 0; entry < SegmentSummary.STATES; entry++) {
          ALL_STEPS[KINDS * all + kind] |= STEPS[stateOf(all, entry)][kind] << 2 * entry;
        }
      }
    }
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
    while (offset < to) {
      int count = in.read(chunk, 0, (int) Math.min(chunk.length, to - offset));
      if (count < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      if (hasQuote(count)) {
        follow(count);
      } else if (count > 0) {
        skim(count);
      }
      offset += count;
    }
  }

  private boolean hasQuote(int count) {
    int at = 0;
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      if (marks((long) WORDS.get(chunk, at), QUOTES) != 0) {
        return true;
      }
    }
    for (; at < count; at++) {
      if (chunk[at] == '"') {
        return true;
      }
    }
    return false;
  }

  /** Marks the high bit of exactly those bytes of a word that are equal to the pattern's. */
  private static long marks(long word, long pattern) {
    long difference = word ^ pattern;
    return ~((difference & LOW_BITS) + LOW_BITS | difference | LOW_BITS);
  }

  /** A chunk without quotes: who is inside quotes stays there, for all others the last byte alone tells the state. */
  private void skim(int count) {
    int at = 0;
    if (rowsToFind > 0) {
      while (at < count && chunk[at] != '\n') {
        at++;
      }
      if (at < count) {
        newlines++;
        findRows(++at);
      }
    }
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      newlines += Long.bitCount(marks((long) WORDS.get(chunk, at), NEWLINES));
    }
    for (; at < count; at++) {
      newlines += chunk[at] == '\n' ? 1 : 0;
    }
    all = ALL_STEPS[KINDS * all + kindOf(chunk[count - 1])];
  }

  /** @param behind the place in the chunk behind a newline, which was counted */
  private void findRows(int behind) {
    for (int entry = 0; entry < SegmentSummary.STATES; entry++) {
      if (firstRows[entry] < 0 && stateOf(all, entry) != SegmentSummary.QUOTED) {
        firstRows[entry] = offset + behind;
        newlinesBefore[entry] = newlines;
        rowsToFind--;
      }
    }
  }

  /** A chunk with quotes. Any number of other bytes in a row does what one of them does. */
  private void follow(int count) {
    int at = 0;
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      long word = (long) WORDS.get(chunk, at);
      long marks = marks(word, QUOTES) | marks(word, COMMAS) | marks(word, NEWLINES);
      int done = at;
      for (; marks != 0; marks &= marks - 1) {
        int place = at + (Long.numberOfTrailingZeros(marks) >>> 3);
        if (place > done) {
          all = ALL_STEPS[KINDS * all + OTHER];
        }
        step(place);
        done = place + 1;
      }
      if (done < at + Long.BYTES) {
        all = ALL_STEPS[KINDS * all + OTHER];
      }
    }
    for (; at < count; at++) {
      step(at);
    }
  }

  private void step(int place) {
    int kind = kindOf(chunk[place]);
    if (kind == NEWLINE) {
      newlines++;
      if (rowsToFind > 0) {
        findRows(place + 1);
      }
    }
    all = ALL_STEPS[KINDS * all + kind];
  }

  private static int kindOf(byte found) {
    return found == ',' ? COMMA : found == '"' ? QUOTE : found == '\n' ? NEWLINE : OTHER;
  }
}
