package dev.countinghouse.balances;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The figures of a range as JSON arrays, each small enough for one statement. */
final class BalanceChunks implements Iterator<String> {
  private static final int BYTES_BESIDE = 2;

  private final AccountTable accounts;
  private final RangeFigures figures;
  private final int chunkBytes;
  private int place;

  /** @param chunkBytes the most that an array may take as a string in a JSON document */
  BalanceChunks(AccountTable accounts, RangeFigures figures, int chunkBytes) {
    this.accounts = accounts;
    this.figures = figures;
    this.chunkBytes = chunkBytes;
    place = figures.from;
  }

  @Override
  public boolean hasNext() {
    return place < figures.to;
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    StringBuilder text = new StringBuilder(1 << 16).append('[');
    int bytes = BYTES_BESIDE;
    while (place < figures.to) {
      int from = text.length();
      if (from > 1) {
        text.append(',');
      }
      append(text);
      bytes += JsonText.quotedBytes(text, from);
      if (bytes > chunkBytes && from > 1) {
        text.setLength(from);
        break;
      }
      place++;
    }
    return text.append(']').toString();
  }

  private void append(StringBuilder text) {
    int i = place - figures.from;
    text.append("{\"place\":").append(place).append(",\"account_number\":");
    JsonText.string(text, accounts.number(place));
    text.append(",\"country\":");
    JsonText.string(text, accounts.countryNames[accounts.countries[place]]);
    long opening = accounts.openings[place];
    amount(text, "opening", opening >> Long.SIZE - 1, opening);
    amount(text, "incoming", figures.inHigh(place), figures.in(place));
    amount(text, "outgoing", figures.outHigh(place), figures.out(place));
    amount(text, "final", figures.balanceHigh(place), figures.balance(place));
    text.append(",\"sent\":").append(figures.sent[i]);
    text.append(",\"received\":").append(figures.received[i]);
    text.append(",\"rejected\":").append(figures.rejected[i]).append('}');
  }

  private static void amount(StringBuilder text, String name, long high, long low) {
    text.append(",\"").append(name).append("\":\"");
    Amount.append(text, high, low);
    text.append('"');
  }
}
