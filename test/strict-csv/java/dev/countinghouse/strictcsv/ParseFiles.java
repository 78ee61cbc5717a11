package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Parses one small file, or a list of them that are stored, for each line of JSON on standard input and answers with a line of JSON: the data source's own
 * reader without the cost of a Spark job, with a buffer as small as it can be and a stream that gives bytes in drips.
 */
final class ParseFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ParseFiles() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      System.out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
  }

  private static ObjectNode answer(JsonNode request) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      if (request.has("files")) {
        ParseLists.read(request, answer.putArray("rows"), answer.putArray("batches"));
        return answer;
      }
      List<Column> columns = ColumnsJson.parse(request.get("columns").toString());
      StructType schema = RowSchema.of(columns, false);
      int maxRowBytes = request.get("maxRowBytes").intValue();
      Header header = Header.read(open(request, 0), "the file", columns, maxRowBytes);
      RowPlan plan = new RowPlan(
          columns,
          RowSchema.outputs(schema, columns),
          !"bad".equals(request.path("only").textValue()),
          !"good".equals(request.path("only").textValue()),
          List.of());
      ArrayNode rows = answer.putArray("rows");
      ArrayNode batches = answer.putArray("batches");
      for (Split split : splits(request, header)) {
        TaskRows task = InMemory.task(new Rows(scanner(request, split), plan, header, 0));
        if (request.has("aggregate")) {
          aggregate(request.get("aggregate"), task, plan, schema, rows);
        } else {
          readRows(task, plan, schema, rows, batches);
        }
      }
      return answer;
    } catch (StrictCsvException e) {
      return JSON.createObjectNode().put("error", e.getMessage());
    }
  }

  private static List<Split> splits(JsonNode request, Header header) throws IOException {
    long step = request.get("splitBytes").longValue();
    return "absent".equals(request.get("quotes").textValue())
        ? SplitsOfBytes.unaligned(bytes(request), header, step)
        : SplitsOfBytes.aligned(bytes(request), header, step);
  }

  private static RowScanner scanner(JsonNode request, Split split) throws IOException {
    int maxRowBytes = request.get("maxRowBytes").intValue();
    InputStream in = open(request, split.readFrom());
    return RowScanner.ofSplit(new ByteWindow(in, maxRowBytes, false, request.get("spareBytes").intValue()), split);
  }

  static void readRows(TaskRows task, RowPlan plan, StructType schema, ArrayNode rows, ArrayNode batches)
      throws IOException {
    try (BatchReader reader = new BatchReader(task, plan, new RowBatch(plan))) {
      while (reader.next()) {
        batches.add(reader.get().numRows());
        reader.get().rowIterator().forEachRemaining(row -> rows.add(row(row, schema)));
      }
    }
  }

  /** Partial rows: the keys, the number of rows, and four numbers for each input. */
  static void aggregate(JsonNode asked, TaskRows task, RowPlan plan, StructType schema, ArrayNode rows)
      throws IOException {
    int[] outputs = plan.outputs();
    int[] keys = codes(asked.get("keys"), schema, outputs);
    int[] inputs = codes(asked.get("inputs"), schema, outputs);
    List<Aggregates.Measure> measures = new ArrayList<>();
    StructType result = new StructType();
    for (JsonNode key : asked.get("keys")) {
      result = result.add(schema.apply(key.textValue()));
    }
    measures.add(new Aggregates.Measure(Aggregates.Kind.ROWS, 0));
    result = result.add("rows", DataTypes.LongType);
    for (int i = 0; i < inputs.length; i++) {
      DataType type = schema.apply(asked.get("inputs").get(i).textValue()).dataType();
      for (Aggregates.Kind kind : List.of(
          Aggregates.Kind.VALUES, Aggregates.Kind.LEAST, Aggregates.Kind.GREATEST, Aggregates.Kind.SUM)) {
        measures.add(new Aggregates.Measure(kind, i));
        result = result.add(kind.name() + i, kind == Aggregates.Kind.VALUES ? DataTypes.LongType : type);
      }
    }
    Aggregates aggregates = new Aggregates(keys, inputs, measures, result);
    int mostGroups = asked.get("mostGroups").intValue();
    try (AggregateReader reader = new AggregateReader(task, plan, aggregates, mostGroups)) {
      while (reader.next()) {
        rows.add(row(reader.get(), result));
      }
    }
  }

  private static int[] codes(JsonNode names, StructType schema, int[] outputs) {
    int[] codes = new int[names.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = outputs[schema.fieldIndex(names.get(i).textValue())];
    }
    return codes;
  }

  private static byte[] bytes(JsonNode request) {
    return Base64.getDecoder().decode(request.get("bytes").textValue());
  }

  private static InputStream open(JsonNode request, long from) throws IOException {
    int drip = request.get("drip").intValue();
    InputStream drips = new ByteArrayInputStream(bytes(request)) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, drip));
      }
    };
    InputStream csv = request.get("gzip").booleanValue() ? new GzipStream(drips, "the file") : drips;
    csv.skipNBytes(from);
    return csv;
  }

  private static ArrayNode row(InternalRow row, StructType schema) {
    ArrayNode values = JSON.createArrayNode();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      if (row.isNullAt(i)) {
        values.addNull();
      } else if (fields[i].dataType() instanceof DecimalType decimal) {
        values.add(row.getDecimal(i, decimal.precision(), decimal.scale()).toJavaBigDecimal().toPlainString());
      } else if (fields[i].dataType().equals(DataTypes.StringType)) {
        values.add(row.getUTF8String(i).toString());
      } else {
        DataType type = fields[i].dataType();
        boolean narrow = type.equals(DataTypes.DateType) || type.equals(DataTypes.IntegerType);
        values.add(narrow ? row.getInt(i) : row.getLong(i));
      }
    }
    return values;
  }
}
