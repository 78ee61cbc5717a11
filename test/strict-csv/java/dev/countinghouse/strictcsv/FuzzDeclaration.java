package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random declarations of columns, and texts that are right for them, or almost. */
final class FuzzDeclaration {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] NAMES = {"a", "amount", "ü", "x,y", "say \"x\"", " ", "two\nlines", "b", "c", "A"};
  private static final String[] TYPES = {"string", "integer", "decimal", "decimal", "timestamp", "date"};
  private static final int[][] SIZES = {
      {17, 2}, {18, 0}, {18, 18}, {3, 2}, {38, 10}, {1, 0}, {19, 4}, {38, 38}, {6, 2}
  };
  private static final String[] LIMITS = {"0", "-5", "99", "12.5", "-9223372036854775808", "9223372036854775807"};
  private static final String[] PATTERNS = {"[a-z]\\d?", "[^,]+", "(?:B\\d+|Ü)", "\\p{L}*", "."};
  private static final String[] TEXTS = {
      "B1", "a", "b2", "Ü", "ÄÖÜß", "😀", " ", "a,b", "say \"x\"", "\"", "two\nlines", "\r", "twelve chars",
      "exactly8", "\ufeff", "\\", "x".repeat(40)
  };
  private static final String[] NUMBERS = {
      "0", "-0", "1", "+7", "-5", "-6", "99", "100", "12.5", "12.50", "-12.51", "0.07", ".5", "5.", "1e3", "--1", "+",
      "-", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
      "999999999999999.99", "1000000000000000", "00000000000000000001", "1.234", "٣", "NaN"
  };
  private static final String[] TIMES = {
      "2024-02-29T23:59:59Z", "2024-01-31T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
      "0001-01-01T00:00:00+01:00", "9999-12-31 23:59:59.999999999-23:59", "0000-01-01T00:00:00Z",
      "1969-12-31T23:59:59.9", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z",
      "2024-04-31T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00z", "2024-01-01T00:00:00."
  };
  private static final String[] DAYS = {
      "2024-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "2023-02-29", "2024-4-30", "0000-01-01", "2024-13-01"
  };

  private final RandomGenerator random;

  FuzzDeclaration(RandomGenerator random) {
    this.random = random;
  }

  /** The columns of a declaration, as JSON. */
  ArrayNode columns() {
    List<String> names = new ArrayList<>(List.of(NAMES));
    ArrayNode columns = JSON.createArrayNode();
    int count = 1 + random.nextInt(random.nextInt(3) == 0 ? 8 : 3);
    for (int i = 0; i < count; i++) {
      String name = names.remove(random.nextInt(names.size()));
      String type = pick(TYPES);
      ObjectNode column = columns.addObject().put("name", name).put("type", type).put("required", random.nextBoolean());
      addRules(column, type);
    }
    return columns;
  }

  private void addRules(ObjectNode column, String type) {
    switch (type) {
      case "string" -> {
        if (random.nextInt(3) == 0) {
          column.put("maxLength", 1 + random.nextInt(12));
        }
        if (random.nextInt(4) == 0) {
          column.put("pattern", pick(PATTERNS));
        }
        if (random.nextInt(6) == 0) {
          column.putArray("allowed").add("B1").add("Ü").add("say \"x\"");
        }
      }
      case "integer" -> addLimits(column, true);
      case "decimal" -> {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        column.put("precision", size[0]).put("scale", size[1]);
        addLimits(column, false);
      }
      default -> {
        // Timestamps and dates have no rules.
      }
    }
  }

  private void addLimits(ObjectNode column, boolean whole) {
    for (String side : List.of("minimum", "maximum")) {
      String limit = pick(LIMITS);
      if (random.nextInt(5) == 0 && !(whole && limit.contains("."))) {
        column.put(side, limit);
      }
    }
  }

  /** The names of a header that fits the columns, with others among them at times. */
  List<String> header(ArrayNode columns) {
    List<String> header = new ArrayList<>();
    columns.forEach(column -> header.add(column.get("name").textValue()));
    for (int more = random.nextInt(6) - 3; more > 0; more--) {
      header.add(random.nextBoolean() ? "" : "other");
    }
    for (int i = header.size() - 1; i > 0; i--) {
      Collections.swap(header, i, random.nextInt(i + 1));
    }
    return header;
  }

  /** A text for a column of the type; an unknown type stands for a column that is not declared. */
  String text(String type) {
    if (random.nextInt(8) == 0) {
      return "";
    }
    // The first ones are good for most columns, and good rows must be common.
    return switch (random.nextInt(40) == 0 ? pick(TYPES) : type) {
      case "integer", "decimal" -> random.nextInt(3) == 0 ? digits() : early(NUMBERS);
      case "timestamp" -> early(TIMES);
      case "date" -> early(DAYS);
      // Texts of every length, for readers that take several bytes at a time.
      default -> random.nextBoolean() ? early(TEXTS) : "abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(26));
    };
  }

  private String digits() {
    StringBuilder number = new StringBuilder(random.nextBoolean() ? "" : random.nextBoolean() ? "-" : "+");
    for (int whole = 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 4); whole > 0; whole--) {
      number.append((char) ('0' + random.nextInt(10)));
    }
    int decimals = random.nextInt(random.nextInt(8) == 0 ? 20 : 3);
    number.append(decimals > 0 ? "." : "");
    for (; decimals > 0; decimals--) {
      number.append((char) ('0' + random.nextInt(10)));
    }
    return number.toString();
  }

  private String early(String[] texts) {
    return texts[random.nextInt(random.nextInt(6) == 0 ? texts.length : 3)];
  }

  private String pick(String[] texts) {
    return texts[random.nextInt(texts.length)];
  }
}
