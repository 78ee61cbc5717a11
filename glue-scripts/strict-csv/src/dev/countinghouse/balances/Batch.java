package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.CollectionAccumulator;

/** A file of accounts and a file of transfers that were read whole, and what it takes to replay them. */
public final class Batch implements AutoCloseable {
  /** Where countries are as even as this, nothing finer is needed to keep all cores busy. */
  private static final int SLACK_PERCENT = 130;

  private final JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
  private final CollectionAccumulator<PieceSummary> summaries = new CollectionAccumulator<>();
  private final FileTally accountsTally = new FileTally();
  private final FileTally transfersTally = new FileTally();
  private final long[] rejected = new long[Rejection.ALL.length];
  private final int wantedParts;
  private final List<CsvPiece> pieces;
  private final long[] firstLines;
  private final DuplicateAccount duplicate;
  private final AccountTable table;
  private final Broadcast<AccountTable> sent;
  private final JavaRDD<PieceItem> items;
  private final boolean joins;
  private Replay replay;

  private Batch(List<CsvPiece> accounts, List<CsvPiece> transfers, int wantedParts) {
    this.wantedParts = wantedParts;
    List<AccountBlock> blocks = spark.parallelize(accounts, accounts.size()).map(AccountBlock::read).collect();
    blocks.forEach(block -> accountsTally.add(block.tally));
    DuplicateAccount found = null;
    AccountTable made;
    try {
      made = AccountTable.of(blocks, accounts.get(0).firstLine());
    } catch (DuplicateAccount e) {
      found = e;
      made = AccountTable.none();
    }
    duplicate = found;
    table = made;
    joins = wantedParts > 0 || !countriesAreEven();
    sent = spark.broadcast(table);
    pieces = transfers;
    items = transfersToRead();
    firstLines = new long[pieces.size()];
  }

  /**
   * Reads both files; raises what the data source does.
   *
   * @param accounts options of the data source
   * @param transfers likewise
   * @param parts how many kernels replay; 0 for as many as there is work for
   */
  public static Batch read(Map<String, String> accounts, Map<String, String> transfers, int parts) throws IOException {
    Batch batch = new Batch(CsvPiece.of(accounts), CsvPiece.of(transfers), parts);
    try {
      batch.readTransfers();
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
    return batch;
  }

  private boolean countriesAreEven() {
    return Units.largestCountryPercent(table) * spark.defaultParallelism() <= SLACK_PERCENT;
  }

  private JavaRDD<PieceItem> transfersToRead() {
    spark.sc().register(summaries);
    Broadcast<AccountTable> accounts = sent;
    boolean joined = joins;
    CollectionAccumulator<PieceSummary> ends = summaries;
    return spark.parallelize(pieces, pieces.size())
        .mapPartitionsWithIndex((piece, csv) -> items(piece, csv.next(), accounts.value(), joined, ends), false)
        .persist(StorageLevel.DISK_ONLY());
  }

  private static Iterator<PieceItem> items(
      int piece, CsvPiece csv, AccountTable accounts, boolean joins, CollectionAccumulator<PieceSummary> ends)
      throws IOException {
    return new TransferReader(piece, csv, accounts, joins, ends);
  }

  /** Reads the transfers and notes the line in which each piece begins. One that was read twice tells the same twice. */
  private void readTransfers() {
    items.foreachPartition(all -> {});
    Map<Integer, PieceSummary> byPiece = new TreeMap<>(Comparator.naturalOrder());
    summaries.value().forEach(one -> byPiece.put(one.piece(), one));
    if (byPiece.size() != pieces.size()) {
      throw new IllegalStateException(pieces.size() + " pieces were read, but " + byPiece.size() + " told of it");
    }
    long line = pieces.get(0).firstLine();
    for (PieceSummary one : byPiece.values()) {
      firstLines[one.piece()] = line;
      line += one.lines();
      transfersTally.add(one.tally());
      for (int reason = 0; reason < rejected.length; reason++) {
        rejected[reason] += one.rejected()[reason];
      }
    }
  }

  public FileTally accountsTally() {
    return accountsTally;
  }

  public FileTally transfersTally() {
    return transfersTally;
  }

  /** Null unless an account stands there twice, and nothing can be replayed. */
  public DuplicateAccount duplicate() {
    return duplicate;
  }

  /** Replays the transfers; what was replayed before is gone. */
  public Replay replay() {
    if (duplicate != null) {
      throw new IllegalStateException(duplicate);
    }
    closeReplay();
    replay = new Replay(new Replay.Read(spark, table, sent, pieces, firstLines, items, rejected, transfersTally.counted()),
        partitioning());
    return replay;
  }

  private void closeReplay() {
    if (replay != null) {
      replay.close();
    }
  }

  private Partitioning partitioning() {
    int[] units = joins ? Units.joined(table, links()) : Units.countries(table);
    if (wantedParts > 0) {
      return Partitioning.of(units, wantedParts);
    }
    // One that has nearly all keeps one core busy to the end, whatever the others do.
    boolean single = Units.largestPercent(units) > 80 || spark.defaultParallelism() == 1;
    return single ? Partitioning.whole(table.size()) : Partitioning.of(units, 2 * spark.defaultParallelism());
  }

  private Iterator<int[]> links() {
    return items.filter(PieceItem.Links.class::isInstance).map(item -> ((PieceItem.Links) item).links()).toLocalIterator();
  }

  @Override
  public void close() {
    closeReplay();
    items.unpersist(false);
    sent.destroy();
  }
}
