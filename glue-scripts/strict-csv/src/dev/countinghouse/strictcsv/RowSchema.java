package dev.countinghouse.strictcsv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a read: those declared, then where each row stands and what is wrong with it. */
final class RowSchema {
  /** Columns that every file has, but FILE, which only a list of files has. Those from REASON on are null in good rows. */
  enum Extra {
    FILE("_file", DataTypes.IntegerType),
    LINE("_line", DataTypes.LongType),
    OFFSET("_offset", DataTypes.LongType),
    LENGTH("_length", DataTypes.LongType),
    REASON("_reason", DataTypes.StringType),
    COLUMN("_column", DataTypes.StringType),
    RAW("_raw", DataTypes.StringType);

    final String columnName;
    private final DataType type;

    Extra(String columnName, DataType type) {
      this.columnName = columnName;
      this.type = type;
    }

    /** What stands for it among the outputs. */
    int code() {
      return -1 - ordinal();
    }
  }

  private RowSchema() {}

  /** @param listed whether the files are those of a list */
  static StructType of(List<Column> columns, boolean listed) {
    StructType schema = new StructType();
    for (Column column : columns) {
      schema = schema.add(column.name(), column.type().sparkType(), true);
    }
    for (Extra extra : Extra.values()) {
      if (extra == Extra.FILE && !listed) {
        continue;
      }
      if (schema.getFieldIndex(extra.columnName).isDefined()) {
        throw StrictCsvException.badOption("no column may be named \"" + extra.columnName + "\".");
      }
      schema = schema.add(extra.columnName, extra.type, extra.type == DataTypes.StringType);
    }
    return schema;
  }

  /** What to write for each field of a projection: a declared column's index, or below zero for an extra one. */
  static int[] outputs(StructType projection, List<Column> columns) {
    Map<String, Integer> codes = new HashMap<>();
    for (Extra extra : Extra.values()) {
      codes.put(extra.columnName, extra.code());
    }
    // Behind the extra ones, for a column may be named as one of them that is not there.
    for (int i = 0; i < columns.size(); i++) {
      codes.put(columns.get(i).name(), i);
    }
    StructField[] fields = projection.fields();
    int[] outputs = new int[fields.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = codes.get(fields[i].name());
    }
    return outputs;
  }

  /** The type of an output. */
  static DataType type(int output, List<Column> columns) {
    return output >= 0 ? columns.get(output).type().sparkType() : extra(output).type;
  }

  /** The extra column of an output below zero. */
  static Extra extra(int output) {
    return EXTRAS[-1 - output];
  }

  private static final Extra[] EXTRAS = Extra.values();
}
