package dev.countinghouse.strictcsv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * CRC-64/NVME, the checksum that S3 keeps of whole objects. Eight bytes a step by eight tables (slicing, after Kounavis
 * and Berry, "A Systematic Approach to Building High Performance Software-based CRC Generators").
 */
final class Crc64Nvme {
  private static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long[][] TABLES = tables();

  private long state = -1L;

  private static long[][] tables() {
    long[][] tables = new long[Long.BYTES][256];
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
      }
      tables[0][i] = crc;
    }
    for (int slice = 1; slice < Long.BYTES; slice++) {
      for (int i = 0; i < 256; i++) {
        long before = tables[slice - 1][i];
        tables[slice][i] = (before >>> 8) ^ tables[0][(int) before & 0xff];
      }
    }
    return tables;
  }

  void update(byte[] bytes, int from, int to) {
    long crc = state;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long word = crc ^ (long) WORDS.get(bytes, at);
      crc = TABLES[7][(int) word & 0xff]
          ^ TABLES[6][(int) (word >>> 8) & 0xff]
          ^ TABLES[5][(int) (word >>> 16) & 0xff]
          ^ TABLES[4][(int) (word >>> 24) & 0xff]
          ^ TABLES[3][(int) (word >>> 32) & 0xff]
          ^ TABLES[2][(int) (word >>> 40) & 0xff]
          ^ TABLES[1][(int) (word >>> 48) & 0xff]
          ^ TABLES[0][(int) (word >>> 56)];
    }
    for (; at < to; at++) {
      crc = (crc >>> 8) ^ TABLES[0][((int) crc ^ bytes[at]) & 0xff];
    }
    state = crc;
  }

  /** The checksum of all bytes so far. */
  long value() {
    return ~state;
  }

  /** As S3 writes it in `ChecksumCRC64NVME`: base64 of eight bytes, the highest first. */
  String base64() {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(value()).array());
  }
}
