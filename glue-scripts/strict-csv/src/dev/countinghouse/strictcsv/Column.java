package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;

/**
 * One declared column.
 *
 * @param required true when an empty field makes the row bad; otherwise an empty field is null
 */
record Column(String name, boolean required, Type type) implements Serializable {
  /** What a column's fields must be. */
  sealed interface Type extends Serializable {
    DataType sparkType();

    FieldCheck newCheck();

    /** Writes the column's value, which is not null. */
    void write(RowValues values, int column, UnsafeRowWriter row, int ordinal);
  }

  /** Text; `pattern` and `allowed` may be null, `maxLength` is in code points. */
  record Text(int maxLength, Pattern pattern, List<String> allowed) implements Type {
    @Override
    public DataType sparkType() {
      return DataTypes.StringType;
    }

    @Override
    public FieldCheck newCheck() {
      return new StringCheck(maxLength, pattern, allowed == null ? null : Set.copyOf(allowed));
    }

    @Override
    public void write(RowValues values, int column, UnsafeRowWriter row, int ordinal) {
      row.write(ordinal, values.text[column], values.from[column], values.to[column] - values.from[column]);
    }
  }

  /** A whole number of 64 bits. */
  record Whole(long minimum, long maximum) implements Type {
    @Override
    public DataType sparkType() {
      return DataTypes.LongType;
    }

    @Override
    public FieldCheck newCheck() {
      return new IntegerCheck(minimum, maximum);
    }

    @Override
    public void write(RowValues values, int column, UnsafeRowWriter row, int ordinal) {
      row.write(ordinal, values.number[column]);
    }
  }

  /** An exact decimal; `minimum` and `maximum` may be null. */
  record Exact(int precision, int scale, BigDecimal minimum, BigDecimal maximum) implements Type {
    @Override
    public DataType sparkType() {
      return DataTypes.createDecimalType(precision, scale);
    }

    @Override
    public FieldCheck newCheck() {
      return new DecimalCheck(precision, scale, minimum, maximum);
    }

    /** Whether the unscaled value has at most 18 digits, so that it is a number of 64 bits. */
    boolean isSmall() {
      return precision <= DecimalCheck.MOST_LONG_DIGITS;
    }

    @Override
    public void write(RowValues values, int column, UnsafeRowWriter row, int ordinal) {
      if (isSmall()) {
        row.write(ordinal, values.number[column]);
      } else {
        row.write(ordinal, Decimal.apply(values.large[column], precision, scale), precision, scale);
      }
    }
  }

  /** A moment, in UTC where the text names no offset. */
  record Moment() implements Type {
    @Override
    public DataType sparkType() {
      return DataTypes.TimestampType;
    }

    @Override
    public FieldCheck newCheck() {
      return new TimestampCheck();
    }

    @Override
    public void write(RowValues values, int column, UnsafeRowWriter row, int ordinal) {
      row.write(ordinal, values.number[column]);
    }
  }

  /** A calendar day. */
  record Day() implements Type {
    @Override
    public DataType sparkType() {
      return DataTypes.DateType;
    }

    @Override
    public FieldCheck newCheck() {
      return new DateCheck();
    }

    @Override
    public void write(RowValues values, int column, UnsafeRowWriter row, int ordinal) {
      row.write(ordinal, (int) values.number[column]);
    }
  }
}
