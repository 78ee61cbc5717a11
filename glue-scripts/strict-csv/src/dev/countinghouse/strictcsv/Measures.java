package dev.countinghouse.strictcsv;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/**
 * The numbers of a group: its rows, and for each measured column how many values, the least, the greatest and the sum.
 *
 * <p>Spark merges partial sums of a decimal column as values of that column's own type, so a partial sum must stay
 * within its range. That range fits in 64 bits, and so does any such sum and one value more.
 */
final class Measures {
  private static final int VALUES = 0;
  private static final int LEAST = 1;
  private static final int GREATEST = 2;
  private static final int SUM = 3;
  private static final int STRIDE = 4;

  private final int[] inputs;
  private final boolean ofColumnsOnly;
  private final boolean[] summed;
  private final long[] leastSum;
  private final long[] greatestSum;
  private final Aggregates.Measure[] measures;

  Measures(Aggregates aggregates, List<Column> columns) {
    inputs = aggregates.inputs();
    ofColumnsOnly = Arrays.stream(inputs).allMatch(input -> input >= 0);
    measures = aggregates.measures().toArray(Aggregates.Measure[]::new);
    summed = new boolean[inputs.length];
    leastSum = new long[inputs.length];
    greatestSum = new long[inputs.length];
    for (Aggregates.Measure measure : measures) {
      if (measure.kind() == Aggregates.Kind.SUM) {
        summed[measure.input()] = true;
      }
    }
    for (int i = 0; i < inputs.length; i++) {
      boolean exact = inputs[i] >= 0 && columns.get(inputs[i]).type() instanceof Column.Exact;
      greatestSum[i] = exact ? greatest((Column.Exact) columns.get(inputs[i]).type()) : Long.MAX_VALUE;
      leastSum[i] = exact ? -greatestSum[i] : Long.MIN_VALUE;
    }
  }

  private static long greatest(Column.Exact type) {
    long power = 1;
    for (int i = 0; i < type.precision(); i++) {
      power *= 10;
    }
    return power - 1;
  }

  /** How many numbers a group has. */
  int numbers() {
    return 1 + STRIDE * inputs.length;
  }

  /** True when nothing is measured but values of columns, which only good rows have. */
  boolean areOfColumnsOnly() {
    return ofColumnsOnly;
  }

  /** Adds a good row, where only columns are measured; false when a sum would leave its range, and nothing is added. */
  boolean addGood(long[] numbers, int group, RowValues values) {
    for (int i = 0; i < inputs.length; i++) {
      int column = inputs[i];
      if (summed[i] && !values.empty[column] && !fits(numbers[group + 1 + STRIDE * i + SUM], values.number[column], i)) {
        return false;
      }
    }
    numbers[group]++;
    for (int i = 0; i < inputs.length; i++) {
      if (!values.empty[inputs[i]]) {
        add(numbers, group + 1 + STRIDE * i, values.number[inputs[i]]);
      }
    }
    return true;
  }

  /** False when a sum would leave its range. */
  boolean fits(long[] numbers, int group, Rows rows, boolean good) {
    for (int i = 0; i < inputs.length; i++) {
      if (summed[i] && has(inputs[i], rows, good)
          && !fits(numbers[group + 1 + STRIDE * i + SUM], value(inputs[i], rows), i)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(long before, long value, int input) {
    long sum = before + value;
    boolean overflow = ((before ^ sum) & (value ^ sum)) < 0;
    return !overflow && sum <= greatestSum[input] && sum >= leastSum[input];
  }

  void clear(long[] numbers, int group) {
    Arrays.fill(numbers, group, group + numbers(), 0);
  }

  void add(long[] numbers, int group, Rows rows, boolean good) {
    numbers[group]++;
    for (int i = 0; i < inputs.length; i++) {
      if (has(inputs[i], rows, good)) {
        add(numbers, group + 1 + STRIDE * i, value(inputs[i], rows));
      }
    }
  }

  private static void add(long[] numbers, int at, long value) {
    boolean first = numbers[at + VALUES]++ == 0;
    if (first || value < numbers[at + LEAST]) {
      numbers[at + LEAST] = value;
    }
    if (first || value > numbers[at + GREATEST]) {
      numbers[at + GREATEST] = value;
    }
    numbers[at + SUM] += value;
  }

  private static boolean has(int input, Rows rows, boolean good) {
    return input < 0 || (good && !rows.values().empty[input]);
  }

  private static long value(int input, Rows rows) {
    if (input >= 0) {
      return rows.values().number[input];
    }
    RowScanner row = rows.scanner();
    if (input == Aggregates.END) {
      return row.offset() + row.length();
    }
    return switch (RowSchema.extra(input)) {
      case LINE -> row.line();
      case OFFSET -> row.offset();
      case LENGTH -> row.length();
      default -> throw new IllegalStateException("no number: " + RowSchema.extra(input));
    };
  }

  /** Writes what is asked for of a group, from the column `ordinal` on. */
  void write(long[] numbers, int group, UnsafeRowWriter row, int ordinal) {
    for (int i = 0; i < measures.length; i++) {
      int at = group + 1 + STRIDE * measures[i].input();
      int column = ordinal + i;
      switch (measures[i].kind()) {
        case ROWS -> row.write(column, numbers[group]);
        case VALUES -> row.write(column, numbers[at + VALUES]);
        case LEAST -> writeUnlessNone(numbers, at, LEAST, row, column);
        case GREATEST -> writeUnlessNone(numbers, at, GREATEST, row, column);
        case SUM -> writeUnlessNone(numbers, at, SUM, row, column);
      }
    }
  }

  private static void writeUnlessNone(long[] numbers, int at, int which, UnsafeRowWriter row, int column) {
    if (numbers[at + VALUES] == 0) {
      row.setNullAt(column);
    } else {
      row.write(column, numbers[at + which]);
    }
  }
}
