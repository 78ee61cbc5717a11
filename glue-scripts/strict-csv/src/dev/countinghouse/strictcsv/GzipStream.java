package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gunzips any number of members (RFC 1952), to the last byte. The JDK's own stream takes a broken second member for
 * the end of the file, which would lose rows without a word. Zeros after the last member are padding, as for gzip(1).
 */
final class GzipStream extends InputStream {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;

  private final InputStream in;
  private final String name;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;
  private int members;
  private boolean inMember;
  private boolean ended;

  /** @param name of the file, for messages */
  GzipStream(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    for (;;) {
      if (!inMember && (ended || !beginMember())) {
        return -1;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (count == 0 && !inflater.finished()) {
        if (inflater.needsDictionary()) {
          throw corrupt("its compressed data is damaged");
        }
        if (at == limit && !fill()) {
          throw corrupt("it ends in the middle of its compressed data");
        }
        inflater.setInput(buffer, at, limit - at);
        at = limit;
      }
      return count;
    } catch (DataFormatException e) {
      throw StrictCsvException.corruptGzip(sentence("its compressed data is damaged"), e);
    }
  }

  /** Reads a member's header; false at the end of the file. */
  private boolean beginMember() throws IOException {
    int first = nextOrEnd();
    if (members > 0) {
      first = skipPadding(first);
    }
    if (first < 0) {
      ended = true;
      return false;
    }
    if (first != MAGIC_1 || next() != MAGIC_2 || next() != DEFLATE) {
      throw corrupt(members == 0 ? "it is not gzip at all" : "what follows its member " + members + " is not gzip");
    }
    int flags = next();
    if ((flags & RESERVED_FLAGS) != 0) {
      throw corrupt("its header has unknown flags");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    skipTexts(flags);
    members++;
    inMember = true;
    inflater.reset();
    crc.reset();
    return true;
  }

  private void skipTexts(int flags) throws IOException {
    for (int flag = FLAG_NAME; flag <= FLAG_COMMENT; flag *= 2) {
      if ((flags & flag) != 0) {
        while (next() != 0) {
          // Up to the zero that ends it.
        }
      }
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private int skipPadding(int first) throws IOException {
    int found = first;
    while (found == 0) {
      found = nextOrEnd();
      if (found > 0) {
        throw corrupt("what follows its member " + members + " is not gzip");
      }
    }
    return found;
  }

  private void endMember() throws IOException {
    at = limit - inflater.getRemaining();
    long expectedCrc = nextInt();
    long expectedSize = nextInt();
    if (expectedCrc != crc.getValue() || expectedSize != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw corrupt("its contents do not agree with its checksum");
    }
    inMember = false;
  }

  private long nextInt() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private int next() throws IOException {
    int found = nextOrEnd();
    if (found < 0) {
      throw corrupt("it ends in the middle of a header or checksum");
    }
    return found;
  }

  private int nextOrEnd() throws IOException {
    return at == limit && !fill() ? -1 : buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  private StrictCsvException corrupt(String what) {
    return StrictCsvException.corruptGzip(sentence(what), null);
  }

  private String sentence(String what) {
    return "the file " + name + " can't be decompressed: " + what + ". Compress it again and drop it anew.";
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
