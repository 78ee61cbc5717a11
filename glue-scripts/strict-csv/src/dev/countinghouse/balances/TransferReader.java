package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import dev.countinghouse.strictcsv.RowValues;
import java.io.IOException;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Reads a piece of the transfers: resolves the accounts, decides what needs no balance, packs the rest into runs, and
 * notes which accounts hang together. Holds one run at a time.
 */
final class TransferReader extends PieceItems<PieceItem> {
  private final int piece;
  private final AccountTable accounts;
  private final TransferColumns columns;
  private final FileTally tally = new FileTally();
  private final long[] rejected = new long[Rejection.ALL.length];
  private final Unsorted unsorted = new Unsorted();
  private final Forest forest;
  private final CollectionAccumulator<PieceSummary> ends;
  private long index;
  private int runs;

  /**
   * @param joins whether to note what hangs together
   * @param ends takes what the piece was found to be
   */
  TransferReader(
      int piece, CsvPiece csv, AccountTable accounts, boolean joins, CollectionAccumulator<PieceSummary> ends)
      throws IOException {
    super(csv);
    this.piece = piece;
    this.ends = ends;
    this.accounts = accounts;
    columns = new TransferColumns(csv);
    forest = joins ? new Forest(accounts.size()) : null;
  }

  @Override
  void end() {
    if (!unsorted.isEmpty()) {
      takeRun();
    }
    if (forest != null) {
      give(new PieceItem.Links(forest.links()));
    }
    CsvPiece.Extent extent = extent();
    tally.count(index);
    tally.endsAt(extent.end());
    ends.add(new PieceSummary(piece, tally, extent.lines(), rejected));
  }

  @Override
  public void good(RowValues values, long line, byte[] bytes, int from, int to) {
    int sender = columns.sender(values, accounts);
    int receiver = columns.receiver(values, accounts);
    long amount = columns.amount(values);
    Rejection reason = Rejection.of(accounts, sender, receiver, amount);
    if (reason != null) {
      rejected[reason.ordinal()]++;
      if (sender >= 0) {
        // Its sender's rejected transfers count it.
        add(values, sender, sender, 0);
      }
    } else {
      if (forest != null) {
        forest.join(sender, receiver);
      }
      add(values, sender, receiver, amount);
    }
    index++;
  }

  private void add(RowValues values, int sender, int receiver, long amount) {
    unsorted.add(columns.micros(values), columns.nanos(values), sender, receiver, amount, index);
    if (unsorted.isFull()) {
      takeRun();
    }
  }

  private void takeRun() {
    give(new PieceItem.Transfers(unsorted.takeRun(piece, runs++)));
  }

  @Override
  public void bad(String reason, String column) {
    tally.reject(reason, column);
  }
}
