package dev.countinghouse.strictcsv;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.GeneralScalarExpression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.expressions.aggregate.Sum;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * What to gather from the rows instead of giving them: partial results, of which Spark makes the whole ones.
 *
 * @param keys the columns that name a group: a declared column's index, or below zero for an extra one
 * @param inputs the columns that are measured, likewise, or END
 * @param measures what is asked for, in order
 * @param schema the keys, then the measures
 */
record Aggregates(int[] keys, int[] inputs, List<Measure> measures, StructType schema) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The input `_offset + _length`, where a row's content ends in the file. */
  static final int END = Integer.MIN_VALUE;

  /** Sums of larger decimals would not fit beside the others. */
  private static final int MOST_DIGITS = 18;

  enum Kind {
    ROWS,
    VALUES,
    LEAST,
    GREATEST,
    SUM
  }

  /** @param input its place in `inputs`; no matter for ROWS */
  record Measure(Kind kind, int input) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Null for an aggregation that has to be left to Spark, over the rows. */
  static Aggregates of(Aggregation asked, StructType table, List<Column> columns) {
    return new Reader(table, columns).read(asked);
  }

  private static final class Reader {
    private final StructType table;
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private StructType schema = new StructType();

    Reader(StructType table, List<Column> columns) {
      this.table = table;
      int[] outputs = RowSchema.outputs(table, columns);
      for (int i = 0; i < outputs.length; i++) {
        codes.put(table.fields()[i].name(), outputs[i]);
      }
    }

    Aggregates read(Aggregation asked) {
      Expression[] groupBy = asked.groupByExpressions();
      int[] keys = new int[groupBy.length];
      for (int i = 0; i < keys.length; i++) {
        Integer code = column(groupBy[i]);
        if (code == null || !isKey(code)) {
          return null;
        }
        keys[i] = code;
        schema = schema.add("key" + i, type(code), true);
      }
      for (AggregateFunc function : asked.aggregateExpressions()) {
        if (!add(function)) {
          return null;
        }
      }
      return new Aggregates(keys, inputs.stream().mapToInt(Integer::intValue).toArray(), measures, schema);
    }

    private boolean add(AggregateFunc function) {
      if (function instanceof CountStar) {
        return add(Kind.ROWS, 0, DataTypes.LongType);
      }
      if (function instanceof Count count && !count.isDistinct()) {
        Integer code = column(count.column());
        return code != null && (code >= 0 || isNumber(code)) && add(Kind.VALUES, code, DataTypes.LongType);
      }
      if (function instanceof Min min) {
        return addNumber(Kind.LEAST, min.column());
      }
      if (function instanceof Max max) {
        return addNumber(Kind.GREATEST, max.column());
      }
      return function instanceof Sum sum && !sum.isDistinct() && addNumber(Kind.SUM, sum.column());
    }

    private boolean addNumber(Kind kind, Expression of) {
      Integer code = isEnd(of) ? Integer.valueOf(END) : column(of);
      return code != null && isNumber(code) && add(kind, code, type(code));
    }

    private boolean add(Kind kind, int code, DataType type) {
      int input = 0;
      if (kind != Kind.ROWS) {
        if (!inputs.contains(code)) {
          inputs.add(code);
        }
        input = inputs.indexOf(code);
      }
      schema = schema.add("measure" + measures.size(), type, true);
      measures.add(new Measure(kind, input));
      return true;
    }

    private boolean isEnd(Expression asked) {
      return asked instanceof GeneralScalarExpression sum && sum.name().equals("+") && sum.children().length == 2
          && isExtra(sum.children()[0], RowSchema.Extra.OFFSET) && isExtra(sum.children()[1], RowSchema.Extra.LENGTH);
    }

    private boolean isExtra(Expression asked, RowSchema.Extra extra) {
      Integer code = column(asked);
      return code != null && code < 0 && RowSchema.extra(code) == extra;
    }

    private Integer column(Expression asked) {
      return asked instanceof NamedReference named && named.fieldNames().length == 1
          ? codes.get(named.fieldNames()[0])
          : null;
    }

    private boolean isKey(int code) {
      if (code < 0) {
        RowSchema.Extra extra = RowSchema.extra(code);
        return extra == RowSchema.Extra.FILE || extra == RowSchema.Extra.REASON || extra == RowSchema.Extra.COLUMN;
      }
      DataType type = type(code);
      return type.equals(DataTypes.StringType) || type.equals(DataTypes.LongType) || type.equals(DataTypes.DateType);
    }

    private boolean isNumber(int code) {
      DataType type = type(code);
      return type.equals(DataTypes.LongType)
          || (type instanceof DecimalType decimal && decimal.precision() <= MOST_DIGITS);
    }

    private DataType type(int code) {
      if (code == END) {
        return DataTypes.LongType;
      }
      int place = 0;
      for (; codes.get(table.fields()[place].name()) != code; place++) {
        // Every code is that of one column.
      }
      return table.fields()[place].dataType();
    }
  }
}
