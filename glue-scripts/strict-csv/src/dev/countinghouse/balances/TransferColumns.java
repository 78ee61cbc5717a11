package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import dev.countinghouse.strictcsv.RowValues;

/** Where the columns of a transfer stand among a row's values. */
final class TransferColumns {
  private final int date;
  private final int from;
  private final int amount;
  private final int to;

  TransferColumns(CsvPiece piece) {
    date = piece.column("date");
    from = piece.column("fromAccountNumber");
    amount = piece.column("transferAmount");
    to = piece.column("toAccountNumber");
  }

  int sender(RowValues values, AccountTable accounts) {
    return accounts.index.find(values.text[from], values.from[from], values.to[from]);
  }

  int receiver(RowValues values, AccountTable accounts) {
    return accounts.index.find(values.text[to], values.from[to], values.to[to]);
  }

  long amount(RowValues values) {
    return values.number[amount];
  }

  long micros(RowValues values) {
    return values.number[date];
  }

  /** Behind the microseconds. */
  int nanos(RowValues values) {
    return (int) values.high[date];
  }
}
