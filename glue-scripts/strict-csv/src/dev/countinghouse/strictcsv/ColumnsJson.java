package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the `columns` of a job type's declaration. A rule that it does not know is an error, never ignored. */
final class ColumnsJson {
  private static final Set<String> EVERY = Set.of("name", "header", "type", "required", "title", "description");

  private ColumnsJson() {}

  static List<Column> parse(String json) {
    JsonNode array;
    try {
      array = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw StrictCsvException.badOption("columns is not JSON: " + e.getOriginalMessage());
    }
    if (!array.isArray() || array.isEmpty()) {
      throw StrictCsvException.badOption("columns must be a JSON array of at least one column.");
    }
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : array) {
      Column column = column(node);
      if (!names.add(column.name())) {
        throw StrictCsvException.badOption("columns declares \"" + column.name() + "\" twice.");
      }
      columns.add(column);
    }
    return columns;
  }

  private static Column column(JsonNode node) {
    String name = text(node, "name");
    JsonNode required = node.path("required");
    if (!required.isMissingNode() && !required.isBoolean()) {
      throw bad(node, "required must be true or false");
    }
    String header = node.has("header") ? text(node, "header") : name;
    return new Column(name, header, required.asBoolean(false), type(node));
  }

  private static Column.Type type(JsonNode node) {
    String type = text(node, "type");
    return switch (type) {
      case "string" -> string(node);
      case "integer" -> integer(node);
      case "decimal" -> decimal(node);
      case "timestamp" -> {
        allowOnly(node);
        yield new Column.Moment();
      }
      case "date" -> {
        allowOnly(node);
        yield new Column.Day();
      }
      default -> throw bad(node, "the type \"" + type + "\" is unknown");
    };
  }

  private static Column.Type string(JsonNode node) {
    allowOnly(node, "maxLength", "pattern", "allowed");
    int maxLength = node.has("maxLength") ? number(node, "maxLength", 1, Integer.MAX_VALUE) : Integer.MAX_VALUE;
    Pattern pattern = null;
    if (node.has("pattern")) {
      try {
        pattern = Pattern.compile(text(node, "pattern"));
      } catch (PatternSyntaxException e) {
        throw bad(node, "pattern is not a regular expression: " + e.getDescription());
      }
    }
    return new Column.Text(maxLength, pattern, node.has("allowed") ? texts(node, "allowed") : null);
  }

  private static Column.Type integer(JsonNode node) {
    allowOnly(node, "minimum", "maximum");
    try {
      BigDecimal minimum = limit(node, "minimum");
      BigDecimal maximum = limit(node, "maximum");
      return new Column.Whole(
          minimum == null ? Long.MIN_VALUE : minimum.longValueExact(),
          maximum == null ? Long.MAX_VALUE : maximum.longValueExact());
    } catch (ArithmeticException e) {
      throw bad(node, "minimum and maximum must be whole numbers of 64 bits");
    }
  }

  private static Column.Type decimal(JsonNode node) {
    allowOnly(node, "precision", "scale", "minimum", "maximum");
    int precision = number(node, "precision", 1, 38);
    int scale = number(node, "scale", 0, precision);
    return new Column.Exact(precision, scale, limit(node, "minimum"), limit(node, "maximum"));
  }

  private static BigDecimal limit(JsonNode node, String key) {
    if (!node.has(key)) {
      return null;
    }
    try {
      return new BigDecimal(text(node, key));
    } catch (NumberFormatException e) {
      throw bad(node, key + " must be a decimal number in quotes");
    }
  }

  private static int number(JsonNode node, String key, int lowest, int highest) {
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < lowest || value.intValue() > highest) {
      throw bad(node, key + " must be a whole number from " + lowest + " to " + highest);
    }
    return value.intValue();
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw bad(node, key + " must be a text that is not empty");
    }
    return value.textValue();
  }

  private static List<String> texts(JsonNode node, String key) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : node.path(key)) {
      if (!value.isTextual()) {
        throw bad(node, key + " must be an array of texts");
      }
      values.add(value.textValue());
    }
    if (values.isEmpty()) {
      throw bad(node, key + " must be an array of texts");
    }
    return values;
  }

  private static void allowOnly(JsonNode node, String... keys) {
    Set<String> known = new HashSet<>(EVERY);
    known.addAll(List.of(keys));
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw bad(node, "the rule \"" + name + "\" is unknown");
      }
    }
  }

  private static StrictCsvException bad(JsonNode node, String what) {
    return StrictCsvException.badOption("in the column " + node + ", " + what + ".");
  }
}
