package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What must hold for one file, however it is read. */
final class FuzzChecks {
  private static final String PREFIX = "strict-csv:";

  private FuzzChecks() {}

  /** Throws an {@link Invariant}, or whatever else escapes from a reader. */
  static void check(FuzzCase file, RandomGenerator random) throws IOException {
    List<PlainCut.Row> cut = PlainCut.rows(file.bytes());
    String fault = headerFault(file, cut);
    FuzzReaders readers;
    try {
      readers = new FuzzReaders(file, random);
    } catch (StrictCsvException e) {
      Invariant.holds(code(e).equals(fault), () -> "refused, but its fault is " + fault + ": " + e.getMessage());
      return;
    }
    Invariant.holds(fault == null, () -> "taken, but its fault is " + fault);
    List<Map<String, Object>> all = readers.atAStroke();
    FuzzRows.check(file, readers.columns(), cut, all);
    for (FuzzReaders.Way way : FuzzReaders.WAYS) {
      List<Map<String, Object>> expected = all.stream().filter(way.gives()).toList();
      List<Map<String, Object>> found = way.reading().rows(readers);
      Invariant.holds(found.equals(expected), () -> way.name() + ": " + found + " instead of " + expected);
    }
    for (int i = 0; i < 3; i++) {
      FuzzAggregates.check(readers, all, random);
      checkProjection(readers, all, random);
    }
    checkDamagedGzip(readers, all, random);
  }

  private static void checkProjection(FuzzReaders readers, List<Map<String, Object>> all, RandomGenerator random)
      throws IOException {
    StructType projection = new StructType();
    for (StructField field : readers.schema().fields()) {
      projection = random.nextBoolean() ? projection.add(field) : projection;
    }
    List<String> names = List.of(projection.fieldNames());
    int which = random.nextInt(4);
    boolean good = which != 1;
    boolean bad = which != 2;
    List<Map<String, Object>> expected = new ArrayList<>();
    for (Map<String, Object> row : all) {
      if (FuzzReaders.isGood(row) ? good : bad) {
        Map<String, Object> part = new LinkedHashMap<>(row);
        part.keySet().retainAll(names);
        expected.add(part);
      }
    }
    List<Map<String, Object>> found = readers.projected(projection, good, bad);
    Invariant.holds(found.equals(expected), () -> names + " alone: " + found + " instead of " + expected);
  }

  private static void checkDamagedGzip(FuzzReaders readers, List<Map<String, Object>> all, RandomGenerator random)
      throws IOException {
    FuzzReaders.Gzip packed = readers.packed();
    byte[] bytes = packed.bytes();
    int at = random.nextInt(bytes.length);
    boolean flipped = packed.ends().contains(at) || random.nextBoolean();
    if (flipped) {
      bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    } else {
      bytes = Arrays.copyOf(bytes, at);
    }
    try {
      List<Map<String, Object>> found = readers.damagedGzip(bytes);
      // Some bits of a member's header, such as its time, say nothing about the contents.
      Invariant.holds(flipped && found.equals(all), () -> "damaged gzip gave " + found + " instead of " + all);
    } catch (StrictCsvException e) {
      Invariant.holds(code(e).equals("corrupt-gzip"), () -> "of damaged gzip: " + e.getMessage());
    }
  }

  private static String code(StrictCsvException refusal) {
    String message = refusal.getMessage();
    Invariant.holds(message.startsWith(PREFIX) && message.chars().noneMatch(Character::isISOControl),
        () -> "a message that can't be shown: " + message);
    return message.substring(PREFIX.length(), message.indexOf(": "));
  }

  /** The code with which a file must be refused for its header, or null. */
  private static String headerFault(FuzzCase file, List<PlainCut.Row> cut) {
    if (cut.isEmpty()) {
      return "empty-file";
    }
    PlainCut.Row header = cut.get(0);
    byte[] bytes = Arrays.copyOfRange(file.bytes(), header.offset(), header.offset() + header.length());
    boolean broken = header.length() > file.maxRowBytes() || header.unclosed() || header.textAfterQuote()
        || new String(bytes, StandardCharsets.ISO_8859_1).indexOf(0) >= 0 || !FuzzRows.isUtf8(bytes);
    List<String> names = header.fields().stream().map(name -> new String(name, StandardCharsets.UTF_8)).toList();
    boolean fits = file.columns().stream().allMatch(column -> Collections.frequency(names, column.name()) == 1);
    return broken || !fits ? "wrong-header" : null;
  }
}
