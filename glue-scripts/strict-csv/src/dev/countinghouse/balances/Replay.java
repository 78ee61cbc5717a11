package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import dev.countinghouse.strictcsv.HadoopSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** What came of a batch: balances, countries and rejected transfers. */
public final class Replay {
  /** A result file has so many accounts. */
  private static final int RANGE_ACCOUNTS = 1 << 19;

  private final Read read;
  private final Broadcast<Partitioning> parts;
  private final JavaRDD<KernelItem> kernels;
  private final JavaPairRDD<Integer, byte[]> moved;
  private final Uncovered uncovered = new Uncovered();
  private final Holdings[] countries;
  private final List<JavaRDD<?>> kept = new ArrayList<>();

  /** What the replay begins with. */
  record Read(
      JavaSparkContext spark,
      AccountTable accounts,
      Broadcast<AccountTable> sent,
      List<CsvPiece> pieces,
      long[] firstLines,
      JavaRDD<PieceItem> items,
      long[] rejected,
      long transfers) {}

  Replay(Read read, Partitioning partitioning) {
    this.read = read;
    parts = read.spark.broadcast(partitioning);
    kernels = kernels(partitioning.parts);
    kernels.filter(KernelItem.Short.class::isInstance)
        .map(item -> ((KernelItem.Short) item).uncovered())
        .collect()
        .forEach(uncovered::add);
    int ranges = Math.max(1, (read.accounts.size() + RANGE_ACCOUNTS - 1) / RANGE_ACCOUNTS);
    moved = kernels.filter(KernelItem.Moved.class::isInstance)
        .mapToPair(item -> new Tuple2<>(((KernelItem.Moved) item).range(), ((KernelItem.Moved) item).accounts()))
        .partitionBy(new HashPartitioner(ranges));
    countries = conserved(holdings());
  }

  private JavaRDD<KernelItem> kernels(int count) {
    Broadcast<AccountTable> accounts = read.sent;
    Broadcast<Partitioning> partitioning = parts;
    JavaRDD<KernelItem> items = read.items
        .mapPartitionsToPair(some -> new RunSplit(partitioning.value()).all(some))
        .partitionBy(new HashPartitioner(count))
        .mapPartitionsWithIndex((part, runs) -> kernel(accounts.value(), partitioning.value(), part, runs), false)
        .persist(StorageLevel.DISK_ONLY());
    items.foreachPartition(all -> {});
    return items;
  }

  private static Iterator<KernelItem> kernel(
      AccountTable accounts, Partitioning partitioning, int part, Iterator<Tuple2<Integer, Run>> runs) {
    Iterator<Run> own = new Iterator<>() {
      @Override
      public boolean hasNext() {
        return runs.hasNext();
      }

      @Override
      public Run next() {
        return runs.next()._2();
      }
    };
    return new Kernel(accounts, partitioning.places(part), own, RANGE_ACCOUNTS);
  }

  private static RangeFigures figures(AccountTable accounts, int range, Iterator<Tuple2<Integer, byte[]>> moved) {
    RangeFigures figures = new RangeFigures(accounts, range, RANGE_ACCOUNTS);
    moved.forEachRemaining(one -> figures.add(one._2()));
    return figures;
  }

  private Holdings[] holdings() {
    Broadcast<AccountTable> accounts = read.sent;
    Holdings[] held = read.accounts.opening();
    List<Map<Integer, Holdings>> ranges = moved
        .mapPartitionsWithIndex(
            (range, some) -> List.of(figures(accounts.value(), range, some).holdings()).iterator(), false)
        .collect();
    ranges.forEach(range -> range.forEach((country, some) -> held[country].add(some)));
    return held;
  }

  /** Money neither comes into a country nor leaves it, and every transfer was applied or rejected. */
  private Holdings[] conserved(Holdings[] held) {
    long applied = 0;
    for (int country = 0; country < held.length; country++) {
      Holdings one = held[country];
      applied += one.applied;
      if (!one.opening.units().equals(one.last.units())) {
        throw new IllegalStateException("the balances of " + read.accounts.countryNames[country] + " add up to "
            + Amount.text(one.last.units()) + " and not to " + Amount.text(one.opening.units()));
      }
    }
    long rejected = IntStream.range(0, Rejection.ALL.length).mapToLong(i -> rejected()[i]).sum();
    if (applied + rejected != read.transfers) {
      throw new IllegalStateException(read.transfers + " transfers were read, but " + applied + " applied and "
          + rejected + " rejected");
    }
    return held;
  }

  private long[] rejected() {
    long[] counts = read.rejected.clone();
    counts[Rejection.INSUFFICIENT_FUNDS.ordinal()] += uncovered.count();
    return counts;
  }

  /** How many accounts there are. */
  public int accounts() {
    return read.accounts.size();
  }

  /** Transfers for each reason that occurred, as JSON. */
  public String rejections() {
    return Rejections.json(rejected());
  }

  /** The countries in the order of their bytes, as a JSON array of arrays. */
  public String countries() {
    StringBuilder text = new StringBuilder("[");
    for (int country = 0; country < countries.length; country++) {
      Holdings one = countries[country];
      JsonText.string(text.append(country > 0 ? ",[" : "["), read.accounts.countryNames[country]);
      text.append(',').append(one.accounts);
      for (Total total : List.of(one.opening, one.last, one.transferred)) {
        text.append(",\"").append(Amount.text(total.units())).append('"');
      }
      text.append(',').append(one.applied).append(']');
    }
    return text.append(']').toString();
  }

  /**
   * All balances in order of place, as JSON arrays.
   *
   * @param chunkBytes the most that an array may take as a string in a JSON document
   */
  public Iterator<String> balanceChunks(int chunkBytes) {
    Broadcast<AccountTable> accounts = read.sent;
    return moved.mapPartitionsWithIndex((range, some) -> (Iterator<String>)
        new BalanceChunks(accounts.value(), figures(accounts.value(), range, some), chunkBytes), false).toLocalIterator();
  }

  /** Writes balances below a folder, a URI that ends with a slash; gives the files, those of one kind in order. */
  public List<BalancesFile> writeBalances(String folder) {
    Broadcast<AccountTable> accounts = read.sent;
    HadoopSettings hadoop = HadoopSettings.broadcast();
    List<BalancesFile> files = new ArrayList<>(moved.mapPartitionsWithIndex((range, some) -> new RangeFiles(
        accounts.value(), figures(accounts.value(), range, some), folder, range, hadoop.value()).write().iterator(),
        false).collect());
    files.sort(Comparator.comparing(BalancesFile::name));
    return files;
  }

  /** Reads the rejected transfers once more, in the order of the file; gives texts, see {@link RejectedBlock#inOne}. */
  public Iterator<String> rejectedRows() {
    Broadcast<AccountTable> accounts = read.sent;
    List<Again> again = IntStream.range(0, read.pieces.size())
        .mapToObj(i -> new Again(read.pieces.get(i), i, read.firstLines[i], uncovered.of(i))).toList();
    JavaRDD<RejectedBlock> blocks = read.spark.parallelize(again, again.size())
        .mapPartitions(some -> some.next().rejected(accounts.value()))
        .persist(StorageLevel.DISK_ONLY());
    kept.add(blocks);
    // All pieces are read at once; on the way to the driver they come one by one.
    blocks.foreachPartition(all -> {});
    return blocks.map(RejectedBlock::inOne).toLocalIterator();
  }

  /** A piece that is read again. */
  private record Again(CsvPiece csv, int piece, long firstLine, Uncovered uncovered) implements Serializable {
    private static final long serialVersionUID = 1L;

    Iterator<RejectedBlock> rejected(AccountTable accounts) throws IOException {
      return new RejectedReader(csv, piece, firstLine, accounts, uncovered);
    }
  }

  /** Gives back what the figures took. */
  void close() {
    kernels.unpersist(false);
    parts.destroy();
    kept.forEach(one -> one.unpersist(false));
  }
}
