package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Reads the option `files`. A key that it does not know is an error, never ignored. */
final class FilesJson {
  private static final Set<String> OF_PATH = Set.of("path", "compression");
  private static final Set<String> OF_VERSION = Set.of("bucket", "key", "versionId", "size", "compression");
  private static final ObjectMapper STRICT = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private FilesJson() {}

  static List<SourceFile> parse(String json) {
    JsonNode array;
    try {
      array = STRICT.readTree(json);
    } catch (JsonProcessingException e) {
      throw StrictCsvException.badOption("files is not JSON: " + e.getOriginalMessage());
    }
    if (!array.isArray() || array.isEmpty()) {
      throw StrictCsvException.badOption("files must be a JSON array of at least one file.");
    }
    List<SourceFile> files = new ArrayList<>();
    for (JsonNode node : array) {
      files.add(new Entry(files.size(), node).file());
    }
    return files;
  }

  private record Entry(int number, JsonNode node) {
    SourceFile file() {
      if (!node.isObject()) {
        throw bad("must be an object");
      }
      boolean local = node.has("path");
      if (local == node.has("bucket")) {
        throw bad("must name its file either by path or by bucket, key, versionId and size");
      }
      allowOnly(local ? OF_PATH : OF_VERSION);
      return new SourceFile(number, local ? new HadoopFile(text("path")) : version(), isGzip());
    }

    private S3Version version() {
      return new S3Version(text("bucket"), text("key"), node.has("versionId") ? text("versionId") : null, size());
    }

    private long size() {
      JsonNode size = node.path("size");
      if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
        throw bad("must give its size, a whole number of bytes");
      }
      return size.longValue();
    }

    private boolean isGzip() {
      String compression = node.has("compression") ? text("compression") : "none";
      if (!compression.equals("none") && !compression.equals("gzip")) {
        throw bad("must have the compression none or gzip, not \"" + compression + "\"");
      }
      return compression.equals("gzip");
    }

    private String text(String key) {
      JsonNode value = node.path(key);
      if (!value.isTextual() || value.textValue().isEmpty()) {
        throw bad("must give its " + key + ", a text that is not empty");
      }
      return value.textValue();
    }

    private void allowOnly(Set<String> known) {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!known.contains(name)) {
          throw bad("has the key \"" + name + "\", which does not belong there");
        }
      }
    }

    private StrictCsvException bad(String what) {
      return StrictCsvException.badOption("files[" + number + "] " + what + ".");
    }
  }
}
