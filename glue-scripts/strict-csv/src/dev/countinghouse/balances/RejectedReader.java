package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import dev.countinghouse.strictcsv.RowValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads a piece of the transfers once more and gives those that are rejected, some together. */
final class RejectedReader extends PieceItems<RejectedBlock> {
  private static final int ROWS_A_BLOCK = 2_500;
  private static final byte[] LINE_END = {'\r', '\n'};

  private final CsvPiece csv;
  private final int piece;
  private final long firstLine;
  private final AccountTable accounts;
  private final Uncovered uncovered;
  private final TransferColumns columns;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private long[] reasons = new long[Rejection.ALL.length];
  private int rows;
  private long blockLine;
  private long lastLine;
  private long index;

  /** @param firstLine of the piece */
  RejectedReader(CsvPiece csv, int piece, long firstLine, AccountTable accounts, Uncovered uncovered)
      throws IOException {
    super(csv);
    this.csv = csv;
    this.piece = piece;
    this.firstLine = firstLine;
    this.accounts = accounts;
    this.uncovered = uncovered;
    columns = new TransferColumns(csv);
  }

  @Override
  public void good(RowValues values, long line, byte[] bytes, int from, int to) {
    Rejection reason = Rejection.of(
        accounts, columns.sender(values, accounts), columns.receiver(values, accounts), columns.amount(values));
    if (reason == null && uncovered.has(piece, index)) {
      reason = Rejection.INSUFFICIENT_FUNDS;
    }
    index++;
    if (reason == null) {
      return;
    }
    lastLine = firstLine + line;
    blockLine = rows == 0 ? lastLine : blockLine;
    text.writeBytes((lastLine + "," + reason.label).getBytes(StandardCharsets.ISO_8859_1));
    csv.copyFields(bytes, from, to, text);
    text.writeBytes(LINE_END);
    reasons[reason.ordinal()]++;
    if (++rows == ROWS_A_BLOCK) {
      endBlock();
    }
  }

  @Override
  void end() {
    endBlock();
  }

  private void endBlock() {
    if (rows > 0) {
      String rejected = text.toString(StandardCharsets.UTF_8);
      give(new RejectedBlock(rows, blockLine, lastLine, Rejections.json(reasons), rejected));
    }
    text.reset();
    reasons = new long[reasons.length];
    rows = 0;
  }

  @Override
  public void bad(String reason, String column) {
    // Quarantined, not rejected.
  }
}
