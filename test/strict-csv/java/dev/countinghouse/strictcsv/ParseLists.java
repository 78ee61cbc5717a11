package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Reads a list of stored files as one task does, with the data source's own code but without a Spark job. */
final class ParseLists {
  private static final Configuration HADOOP = new Configuration();

  private ParseLists() {}

  static void read(JsonNode request, ArrayNode rows, ArrayNode batches) throws IOException {
    SourceOptions source = SourceOptions.parse(new CaseInsensitiveStringMap(Map.of(
        "files", request.get("files").toString(),
        "columns", request.get("columns").toString(),
        "maxRowBytes", request.get("maxRowBytes").asText())));
    StructType schema = RowSchema.of(source.columns(), source.listed());
    String only = request.path("only").asText();
    int[] outputs = RowSchema.outputs(schema, source.columns());
    RowPlan plan = new RowPlan(source.columns(), outputs, !only.equals("bad"), !only.equals("good"), List.of());
    List<FileSplit> splits = splits(request, Headers.check(source, HADOOP));
    TaskRows task = new TaskRows(new StoredSplits(splits, plan, source.maxRowBytes(), HADOOP));
    if (request.has("aggregate")) {
      ParseFiles.aggregate(request.get("aggregate"), task, plan, schema, rows);
    } else {
      ParseFiles.readRows(task, plan, schema, rows, batches);
    }
  }

  private static List<FileSplit> splits(JsonNode request, List<CheckedFile> files) throws IOException {
    List<FileSplit> splits = new ArrayList<>();
    for (CheckedFile file : files) {
      byte[] bytes = Files.readAllBytes(Path.of(file.file().name()));
      long step = file.file().gzip() ? 0 : request.path("splitBytes").asLong();
      SplitsOfBytes.aligned(bytes, file.header(), step).forEach(split -> splits.add(new FileSplit(file, split)));
    }
    return splits;
  }
}
