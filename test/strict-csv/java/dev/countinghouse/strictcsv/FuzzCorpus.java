package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random files: half of them the traps with some damage, half of them made for random declarations. */
final class FuzzCorpus {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Above any row but a few; every reader makes a buffer of such a size, so it is small. */
  private static final int USUAL_MAX_ROW_BYTES = 1 << 14;

  private static final int[] MAX_ROW_BYTES = {1, 8, 30, 60, 120, 1_000, 1 << 20};

  private final List<FuzzCase> traps = new ArrayList<>();

  /** @param folder the trap files, each with its note */
  FuzzCorpus(Path folder) throws IOException {
    List<Path> notes;
    try (Stream<Path> files = Files.list(folder)) {
      notes = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    for (Path note : notes) {
      JsonNode told = JSON.readTree(Files.readAllBytes(note));
      Path plain = Path.of(note.toString().replaceFirst("json$", "csv"));
      byte[] bytes = Files.exists(plain) ? Files.readAllBytes(plain) : unpacked(Path.of(plain + ".gz"));
      int maxRowBytes = told.path("maxRowBytes").asInt(USUAL_MAX_ROW_BYTES);
      traps.add(FuzzCase.of(told.get("columns").toString(), maxRowBytes, bytes));
    }
  }

  private static byte[] unpacked(Path file) throws IOException {
    byte[] packed = Files.readAllBytes(file);
    try (GzipStream in = new GzipStream(new ByteArrayInputStream(packed), "the file")) {
      return in.readAllBytes();
    } catch (StrictCsvException e) {
      return packed;
    }
  }

  FuzzCase next(RandomGenerator random) {
    FuzzBytes bytes = new FuzzBytes(random);
    FuzzCase made;
    if (random.nextBoolean()) {
      made = traps.get(random.nextInt(traps.size()));
    } else {
      FuzzDeclaration declaration = new FuzzDeclaration(random);
      ArrayNode columns = declaration.columns();
      made = FuzzCase.of(columns.toString(), USUAL_MAX_ROW_BYTES, bytes.table(columns, declaration));
    }
    int maxRowBytes = random.nextInt(3) > 0 ? made.maxRowBytes() : MAX_ROW_BYTES[random.nextInt(MAX_ROW_BYTES.length)];
    return made.with(maxRowBytes, bytes.damaged(made.bytes()));
  }
}
