package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A condition on a declared column that only good rows can meet: its value is not null, or compares with a value, or is
 * one of some.
 *
 * @param text whether the column's values are texts; otherwise they are numbers of {@link RowValues#number}
 * @param numbers what to compare with, where the values are numbers
 * @param texts likewise for texts, as bytes of UTF-8, which Spark compares without sign
 */
record Condition(int column, Kind kind, boolean text, long[] numbers, byte[][] texts) implements Serializable {
  private static final long serialVersionUID = 1L;

  enum Kind {
    NOT_NULL(sign -> true),
    EQUAL(sign -> sign == 0),
    LESS(sign -> sign < 0),
    LESS_OR_EQUAL(sign -> sign <= 0),
    GREATER(sign -> sign > 0),
    GREATER_OR_EQUAL(sign -> sign >= 0);

    private final IntPredicate holds;

    Kind(IntPredicate holds) {
      this.holds = holds;
    }

    private static Optional<Kind> of(String predicate) {
      return Optional.ofNullable(switch (predicate) {
        case "IS_NOT_NULL" -> NOT_NULL;
        case "=", "IN" -> EQUAL;
        case "<" -> LESS;
        case "<=" -> LESS_OR_EQUAL;
        case ">" -> GREATER;
        case ">=" -> GREATER_OR_EQUAL;
        default -> null;
      });
    }
  }

  /** None for a predicate that has to be left to Spark. */
  static Optional<Condition> of(Predicate predicate, List<Column> columns) {
    Expression[] parts = predicate.children();
    Optional<Kind> kind = Kind.of(predicate.name());
    if (kind.isEmpty() || !(parts[0] instanceof NamedReference name) || name.fieldNames().length != 1) {
      return Optional.empty();
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name.fieldNames()[0])) {
        return of(i, columns.get(i).type(), kind.get(), Arrays.copyOfRange(parts, 1, parts.length));
      }
    }
    return Optional.empty();
  }

  private static Optional<Condition> of(int column, Column.Type type, Kind kind, Expression[] operands) {
    boolean text = type instanceof Column.Text;
    long[] numbers = new long[text ? 0 : operands.length];
    byte[][] texts = new byte[text ? operands.length : 0][];
    for (int i = 0; i < operands.length; i++) {
      boolean same = operands[i] instanceof Literal<?> literal && literal.value() != null
          && literal.dataType().equals(type.sparkType());
      if (!same || (type instanceof Column.Exact exact && !exact.isSmall())) {
        return Optional.empty();
      }
      Object value = ((Literal<?>) operands[i]).value();
      if (text) {
        texts[i] = ((UTF8String) value).getBytes();
      } else {
        numbers[i] = value instanceof Decimal decimal ? decimal.toUnscaledLong() : ((Number) value).longValue();
      }
    }
    return Optional.of(new Condition(column, kind, text, numbers, texts));
  }

  /** Whether a good row meets it. */
  boolean holds(RowValues row) {
    if (row.empty[column]) {
      return false;
    }
    for (long number : numbers) {
      if (kind.holds.test(Long.compare(row.number[column], number))) {
        return true;
      }
    }
    for (byte[] other : texts) {
      if (kind.holds.test(compare(row, other))) {
        return true;
      }
    }
    return kind == Kind.NOT_NULL;
  }

  private int compare(RowValues row, byte[] other) {
    return Arrays.compareUnsigned(row.text[column], row.from[column], row.to[column], other, 0, other.length);
  }
}
