import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this machine can do at best: reads transactions with every core of a bare JVM, checks each timestamp and each
 * amount, and writes the figures of every branch. It knows these three columns and nothing else: fields may be quoted,
 * but a quote or a newline inside a field makes a row bad.
 *
 * <p>Usage: {@code java Floor FILE ANSWER}
 */
final class Floor {
  private static final int BLOCK = 4 << 20;
  /** A longer row is an error, not a bad row: the reader of a block looks no further than this behind its end. */
  private static final int LONGEST_ROW = 1 << 16;

  private final FileChannel file;
  private final long size;
  private final AtomicLong nextBlock = new AtomicLong();

  private Floor(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  public static void main(String[] arguments) throws Exception {
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]))) {
      List<BranchTable> tables = new Floor(file).readAll(Runtime.getRuntime().availableProcessors());
      write(tables, Path.of(arguments[1]));
    }
  }

  private List<BranchTable> readAll(int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<BranchTable>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        parts.add(pool.submit(this::readBlocks));
      }
      List<BranchTable> tables = new ArrayList<>();
      for (Future<BranchTable> part : parts) {
        tables.add(part.get());
      }
      return tables;
    } finally {
      pool.shutdown();
    }
  }

  private BranchTable readBlocks() throws IOException {
    BranchTable branches = new BranchTable();
    RowParser parser = new RowParser(branches);
    byte[] bytes = new byte[1 + BLOCK + LONGEST_ROW + RowParser.PADDING];
    for (long start = blockStart(); start < size; start = blockStart()) {
      readBlock(start, bytes, parser);
    }
    return branches;
  }

  private long blockStart() {
    return nextBlock.getAndIncrement() * BLOCK;
  }

  /** A row belongs to the block in which it begins; the byte before a block tells whether one begins at its start. */
  private void readBlock(long start, byte[] bytes, RowParser parser) throws IOException {
    long from = Math.max(0, start - 1);
    long until = Math.min(size, start + BLOCK);
    int length = fill(bytes, from, (int) (Math.min(size, until + LONGEST_ROW) - from));
    if (from + length == size && bytes[length - 1] != '\n') {
      bytes[length++] = '\n';
    }
    // The header, or what belongs to the block before.
    int first = endOfLine(bytes, 0, length) + 1;
    int ownEnd = (int) (until - from);
    if (first >= ownEnd) {
      return;
    }
    int last = endOfLine(bytes, ownEnd - 1, length);
    parser.parse(bytes, first, last + 1);
  }

  private int fill(byte[] bytes, long from, int length) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(bytes, 0, length);
    while (target.hasRemaining()) {
      if (file.read(target, from + target.position()) < 0) {
        throw new IOException("the file became shorter");
      }
    }
    return length;
  }

  private static int endOfLine(byte[] bytes, int from, int limit) throws IOException {
    for (int at = from; at < limit; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    throw new IOException("a row is longer than " + LONGEST_ROW + " bytes");
  }

  private static void write(List<BranchTable> tables, Path answer) throws IOException {
    Map<String, Figures> merged = new TreeMap<>();
    long rejected = 0;
    for (BranchTable table : tables) {
      rejected += table.rejected;
      table.forEach((code, figures) ->
          merged.merge(new String(code, StandardCharsets.UTF_8), figures, Figures::plus));
    }
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(answer))) {
      out.print("{\"rejected\":\"" + rejected + "\",\"branches\":[");
      String separator = "";
      for (Map.Entry<String, Figures> branch : merged.entrySet()) {
        out.print(separator + "[\"" + escaped(branch.getKey()) + "\"," + branch.getValue() + "]");
        separator = ",";
      }
      out.println("]}");
    }
  }

  private static String escaped(String code) {
    StringBuilder text = new StringBuilder();
    for (char character : code.toCharArray()) {
      if (character < ' ' || character == '"' || character == '\\') {
        text.append(String.format("\\u%04x", (int) character));
      } else {
        text.append(character);
      }
    }
    return text.toString();
  }
}
