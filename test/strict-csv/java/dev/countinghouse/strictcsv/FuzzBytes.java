package dev.countinghouse.strictcsv;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes files for declarations, and damages files where parsers go wrong. */
final class FuzzBytes {
  private static final int MOST_BYTES = 300_000;
  private static final String[] LINE_ENDS = {"\n", "\n", "\n", "\r\n", "\r\n", "\n\n", "\r\n\n", "\n\r\n"};
  private static final String[] STARTS = {"", "", "", "", "\ufeff", "\n", "\ufeff\r\n"};
  private static final byte[][] SCRAPS = {
      text("\""), text("\""), text("\"\""), text("\"\"\""), text(","), text("\n"), text("\r"), text("\r\n"),
      text("\ufeff"), text("é"), text("😀"), text("\",\""), text("\"\n"), text("\"x"), text("-"), text("."),
      text("Z"), text("00"), text(" "),
      {0}, {(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xe2, (byte) 0x82}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xc0, (byte) 0x80}, {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, text("y".repeat(70)),
      text("\"" + "z\n".repeat(40) + "\""), text(",".repeat(30)), text("\n".repeat(20))
  };

  private final RandomGenerator random;

  FuzzBytes(RandomGenerator random) {
    this.random = random;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A file that is right or almost right for the columns. */
  byte[] table(ArrayNode columns, FuzzDeclaration declaration) {
    Map<String, String> types = new HashMap<>();
    columns.forEach(column -> types.put(column.get("name").textValue(), column.get("type").textValue()));
    List<String> header = declaration.header(columns);
    StringBuilder file = new StringBuilder(STARTS[random.nextInt(STARTS.length)]);
    addRow(file, header);
    String usual = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
    // Rows alike leave bytes in a buffer that look right to whoever reads beyond its limit.
    boolean alike = random.nextInt(4) == 0;
    int before = file.length();
    for (int rows = random.nextInt(alike ? 100 : 20); rows > 0; rows--) {
      if (alike && file.length() > before && random.nextInt(8) > 0) {
        int from = before;
        before = file.length();
        file.append(file, from, before);
        continue;
      }
      before = file.length();
      file.append(random.nextInt(10) == 0 ? LINE_ENDS[random.nextInt(LINE_ENDS.length)] : usual);
      addRow(file, header.stream().map(name -> declaration.text(types.getOrDefault(name, "none"))).toList());
    }
    return text(file.append(random.nextInt(3) == 0 ? "" : usual).toString());
  }

  private void addRow(StringBuilder file, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      boolean quoted = random.nextInt(5) == 0 || text.chars().anyMatch(one -> "\",\r\n".indexOf(one) >= 0);
      file.append(i == 0 ? "" : ",").append(quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text);
    }
  }

  /** The file with some changes, most of them behind its first line. */
  byte[] damaged(byte[] file) {
    byte[] bytes = file;
    for (int changes = random.nextInt(5); changes > 0; changes--) {
      bytes = changed(bytes);
    }
    if (random.nextInt(300) == 0 && bytes.length > 0) {
      bytes = swollen(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int at = place(bytes);
    int to = at + random.nextInt(Math.min(bytes.length - at, 1 << random.nextInt(7)) + 1);
    byte[] scrap = SCRAPS[random.nextInt(SCRAPS.length)];
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> spliced(bytes, at, at, scrap);
      case 3 -> spliced(bytes, at, to, scrap);
      case 4 -> spliced(bytes, at, to, new byte[0]);
      case 5 -> spliced(bytes, place(bytes), -1, Arrays.copyOfRange(bytes, at, to));
      case 6 -> flipped(bytes, at);
      default -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
    };
  }

  private int place(byte[] bytes) {
    int first = 0;
    while (random.nextInt(16) > 0 && first < bytes.length && bytes[first] != '\n') {
      first++;
    }
    return first + random.nextInt(bytes.length - first + 1);
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    if (at < copy.length) {
      copy[at] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  /** Puts `piece` in the place of [from, to); -1 for nothing. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] piece) {
    ByteArrayOutputStream copy = new ByteArrayOutputStream(bytes.length + piece.length);
    copy.write(bytes, 0, from);
    copy.write(piece, 0, piece.length);
    int rest = to < 0 ? from : to;
    copy.write(bytes, rest, bytes.length - rest);
    return copy.toByteArray();
  }

  /** Repeats a piece of the file until the file is large. */
  private byte[] swollen(byte[] bytes) {
    int from = place(bytes);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(200));
    byte[] piece = from < to ? Arrays.copyOfRange(bytes, from, to) : text(",");
    int size = random.nextInt(MOST_BYTES);
    ByteArrayOutputStream many = new ByteArrayOutputStream(size + piece.length);
    while (many.size() < size) {
      many.write(piece, 0, piece.length);
    }
    return spliced(bytes, from, -1, many.toByteArray());
  }
}
