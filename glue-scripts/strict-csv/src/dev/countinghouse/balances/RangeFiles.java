package dev.countinghouse.balances;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Writes the balances of a range, as CSV and as Parquet. The same balances give the same bytes. */
final class RangeFiles {
  private static final byte[] HEADER = "accountNumber,country,balance\r\n".getBytes(StandardCharsets.UTF_8);
  private static final int BUFFER_BYTES = 1 << 18;

  private final AccountTable accounts;
  private final RangeFigures figures;
  private final String folder;
  private final int number;
  private final Configuration hadoop;

  /** @param folder a URI that ends with a slash */
  RangeFiles(AccountTable accounts, RangeFigures figures, String folder, int number, Configuration hadoop) {
    this.accounts = accounts;
    this.figures = figures;
    this.folder = folder;
    this.number = number;
    this.hadoop = hadoop;
  }

  List<BalancesFile> write() throws IOException {
    return List.of(writeCsv(), writeParquet());
  }

  private BalancesFile writeCsv() throws IOException {
    String name = String.format("balances-%05d.csv", number);
    DigestedFile file = new DigestedFile(folder + name, hadoop);
    try (file) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream(BUFFER_BYTES + (BUFFER_BYTES >> 2));
      rows.writeBytes(HEADER);
      byte[][] countries = new byte[accounts.countryNames.length][];
      StringBuilder amount = new StringBuilder();
      for (int place = figures.from; place < figures.to; place++) {
        Csv.put(rows, accounts.numbers, accounts.start(place), accounts.ends[place]);
        rows.write(',');
        int country = accounts.countries[place];
        if (countries[country] == null) {
          countries[country] = accounts.countryNames[country].getBytes(StandardCharsets.UTF_8);
        }
        Csv.put(rows, countries[country], 0, countries[country].length);
        amount.setLength(0);
        Amount.append(amount.append(','), figures.balanceHigh(place), figures.balance(place));
        rows.writeBytes(amount.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (rows.size() >= BUFFER_BYTES) {
          file.write(rows.toByteArray(), 0, rows.size());
          rows.reset();
        }
      }
      file.write(rows.toByteArray(), 0, rows.size());
    }
    return described("balances-csv", name, file);
  }

  private BalancesFile writeParquet() throws IOException {
    String name = String.format("balances-%05d.parquet", number);
    DigestedFile file = new DigestedFile(folder + name, hadoop);
    try (ParquetWriter<Integer> writer = new Builder(file).build()) {
      for (int place = figures.from; place < figures.to; place++) {
        writer.write(place);
      }
    }
    return described("balances-parquet", name, file);
  }

  private BalancesFile described(String kind, String name, DigestedFile file) {
    return new BalancesFile(kind, name, figures.to - figures.from, figures.from, file.getPos(), file.sha256());
  }

  private final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    Builder(DigestedFile file) {
      super(new Output(file));
      withConf(hadoop);
      withCompressionCodec(CompressionCodecName.SNAPPY);
      // Only countries repeat.
      withDictionaryEncoding(false);
      withDictionaryEncoding("country", true);
    }

    @Override
    protected Builder self() {
      return this;
    }

    // Parquet still asks here first.
    @Override
    @SuppressWarnings("deprecation")
    protected PlaceWriteSupport getWriteSupport(Configuration conf) {
      return new PlaceWriteSupport(accounts, figures);
    }
  }

  /** Parquet's name for what it writes into. */
  private record Output(DigestedFile file) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return file;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return file;
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
