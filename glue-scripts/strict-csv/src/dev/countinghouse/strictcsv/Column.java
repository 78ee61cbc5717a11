package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * One declared column.
 *
 * @param name of the column in a frame
 * @param header its name in files, the same unless the declaration says otherwise
 * @param required true when an empty field makes the row bad; otherwise an empty field is null
 */
record Column(String name, String header, boolean required, Type type) implements Serializable {
  /** What a column's fields must be. */
  sealed interface Type extends Serializable {
    DataType sparkType();

    FieldCheck newCheck();
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
  }
}
