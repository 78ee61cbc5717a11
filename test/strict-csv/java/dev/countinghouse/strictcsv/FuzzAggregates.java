package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/** Gathers random aggregates and compares them with the same ones over the rows, in numbers without bounds. */
final class FuzzAggregates {
  private static final int[] MOST_GROUPS = {1, 2, 3, 1 << 30};
  private static final int MOST_DIGITS = 18;
  private static final List<Aggregates.Kind> KINDS = List.of(
      Aggregates.Kind.VALUES, Aggregates.Kind.LEAST, Aggregates.Kind.GREATEST, Aggregates.Kind.SUM);
  private static final Set<String> VERDICT =
      Set.of(RowSchema.Extra.REASON.columnName, RowSchema.Extra.COLUMN.columnName);

  /** How many values, the least, the greatest, and the sum. */
  private record Totals(long values, BigInteger least, BigInteger greatest, BigInteger sum) {
    static final Totals NONE = new Totals(0, null, null, BigInteger.ZERO);

    Totals plus(Totals other) {
      if (values == 0 || other.values == 0) {
        return values == 0 ? other : this;
      }
      return new Totals(values + other.values, least.min(other.least), greatest.max(other.greatest),
          sum.add(other.sum));
    }
  }

  private record Group(long rows, List<Totals> totals) {
    Group plus(Group other) {
      List<Totals> both = new ArrayList<>();
      for (int i = 0; i < totals.size(); i++) {
        both.add(totals.get(i).plus(other.totals.get(i)));
      }
      return new Group(rows + other.rows, both);
    }
  }

  private final FuzzReaders readers;
  private final RandomGenerator random;
  private final List<String> keys = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private StructType schema = new StructType();

  private FuzzAggregates(FuzzReaders readers, RandomGenerator random) {
    this.readers = readers;
    this.random = random;
    List<String> names = new ArrayList<>(List.of(readers.schema().fieldNames()));
    for (int i = names.size() - 1; i > 0; i--) {
      Collections.swap(names, i, random.nextInt(i + 1));
    }
    for (String name : names) {
      if (isKey(name) && random.nextInt(3) == 0) {
        keys.add(name);
      }
      if (isNumber(name) && random.nextInt(3) > 0) {
        inputs.add(name);
      }
    }
  }

  /** @param rows all rows of the file */
  static void check(FuzzReaders readers, List<Map<String, Object>> rows, RandomGenerator random) throws IOException {
    new FuzzAggregates(readers, random).check(rows);
  }

  private boolean isKey(String name) {
    DataType type = readers.schema().apply(name).dataType();
    boolean declared = !name.startsWith("_");
    return VERDICT.contains(name) || (declared && (type.equals(DataTypes.StringType)
        || type.equals(DataTypes.LongType) || type.equals(DataTypes.DateType)));
  }

  private boolean isNumber(String name) {
    DataType type = readers.schema().apply(name).dataType();
    return type.equals(DataTypes.LongType)
        || (type instanceof DecimalType decimal && decimal.precision() <= MOST_DIGITS);
  }

  private void check(List<Map<String, Object>> rows) throws IOException {
    int which = random.nextInt(4);
    boolean good = which != 1;
    boolean bad = which != 2;
    int mostGroups = MOST_GROUPS[random.nextInt(MOST_GROUPS.length)];
    Map<List<Object>, Group> expected = new HashMap<>();
    for (Map<String, Object> row : rows) {
      if (FuzzReaders.isGood(row) ? good : bad) {
        add(expected, row, new Group(1, inputs.stream().map(name -> one(row.get(name))).toList()));
      }
    }
    Map<List<Object>, Group> found = new HashMap<>();
    for (Map<String, Object> partial : readers.partials(aggregates(), good, bad, mostGroups)) {
      add(found, partial, group(partial));
    }
    if (keys.isEmpty() && expected.isEmpty()) {
      // Without keys there is one group, even of no rows.
      expected.put(List.of(), new Group(0, inputs.stream().map(name -> Totals.NONE).toList()));
    }
    Invariant.holds(found.equals(expected), () -> "aggregates by " + keys + " of " + inputs + ", " + mostGroups
        + " groups at most: the reader gathered " + found + ", but its rows make " + expected);
  }

  private Aggregates aggregates() {
    List<Aggregates.Measure> measures = new ArrayList<>();
    for (String key : keys) {
      schema = schema.add(readers.schema().apply(key));
    }
    measures.add(new Aggregates.Measure(Aggregates.Kind.ROWS, 0));
    schema = schema.add("rows of the group", DataTypes.LongType);
    for (int i = 0; i < inputs.size(); i++) {
      DataType type = readers.schema().apply(inputs.get(i)).dataType();
      for (Aggregates.Kind kind : KINDS) {
        measures.add(new Aggregates.Measure(kind, i));
        schema = schema.add(kind + " of " + inputs.get(i), kind == Aggregates.Kind.VALUES ? DataTypes.LongType : type);
      }
    }
    return new Aggregates(codes(keys), codes(inputs), measures, schema);
  }

  private int[] codes(List<String> names) {
    return names.stream().mapToInt(readers::code).toArray();
  }

  private void add(Map<List<Object>, Group> groups, Map<String, Object> row, Group group) {
    List<Object> key = new ArrayList<>();
    keys.forEach(name -> key.add(row.get(name)));
    groups.merge(key, group, Group::plus);
  }

  private Group group(Map<String, Object> partial) {
    List<Totals> totals = new ArrayList<>();
    for (String name : inputs) {
      long values = (Long) partial.get(Aggregates.Kind.VALUES + " of " + name);
      BigInteger least = number(partial.get(Aggregates.Kind.LEAST + " of " + name));
      BigInteger greatest = number(partial.get(Aggregates.Kind.GREATEST + " of " + name));
      BigInteger sum = number(partial.get(Aggregates.Kind.SUM + " of " + name));
      boolean none = least == null && greatest == null && sum == null;
      Invariant.holds((values == 0) == none, () -> values + " values of " + name + ", and yet " + partial);
      if (values > 0) {
        Invariant.holds(least.compareTo(greatest) <= 0, () -> "the least is greater than the greatest: " + partial);
        checkRange(name, sum);
      }
      totals.add(values == 0 ? Totals.NONE : new Totals(values, least, greatest, sum));
    }
    return new Group((Long) partial.get("rows of the group"), totals);
  }

  /** Spark takes a partial sum for a value of the column's own type. */
  private void checkRange(String name, BigInteger sum) {
    if (readers.schema().apply(name).dataType() instanceof DecimalType type) {
      boolean fits = sum.abs().compareTo(BigInteger.TEN.pow(type.precision())) < 0;
      Invariant.holds(fits, () -> "the partial sum " + sum + " of " + name + " is no " + type);
    }
  }

  private static Totals one(Object value) {
    BigInteger number = number(value);
    return number == null ? Totals.NONE : new Totals(1, number, number, number);
  }

  private static BigInteger number(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.unscaledValue();
    }
    return value == null ? null : BigInteger.valueOf((Long) value);
  }
}
