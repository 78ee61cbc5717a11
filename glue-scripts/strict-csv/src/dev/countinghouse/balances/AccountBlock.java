package dev.countinghouse.balances;

import dev.countinghouse.strictcsv.CsvPiece;
import dev.countinghouse.strictcsv.RowValues;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The accounts of a piece of the file of accounts, in its order, in arrays: no object for any of them. */
final class AccountBlock implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_ROWS = 1 << 12;

  byte[] numbers = new byte[FIRST_ROWS * 8];
  /** Where each number ends. */
  int[] ends = new int[FIRST_ROWS];
  long[] openings = new long[FIRST_ROWS];
  int[] countries = new int[FIRST_ROWS];
  /** Lines of the piece before the account's own. */
  int[] lines = new int[FIRST_ROWS];
  final List<String> countryNames = new ArrayList<>();
  final FileTally tally = new FileTally();
  int rows;
  long pieceLines;

  static AccountBlock read(CsvPiece piece) throws IOException {
    AccountBlock block = new AccountBlock();
    Filling filling = block.new Filling(piece);
    CsvPiece.Extent extent = piece.read(filling);
    block.pieceLines = extent.lines();
    block.tally.count(block.rows);
    block.tally.endsAt(extent.end());
    block.trim();
    return block;
  }

  int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  private void trim() {
    numbers = Arrays.copyOf(numbers, start(rows));
    ends = Arrays.copyOf(ends, rows);
    openings = Arrays.copyOf(openings, rows);
    countries = Arrays.copyOf(countries, rows);
    lines = Arrays.copyOf(lines, rows);
  }

  private void grow() {
    int size = 2 * rows;
    ends = Arrays.copyOf(ends, size);
    openings = Arrays.copyOf(openings, size);
    countries = Arrays.copyOf(countries, size);
    lines = Arrays.copyOf(lines, size);
  }

  private final class Filling implements CsvPiece.Reader {
    private final int number;
    private final int country;
    private final int balance;
    private final Map<String, Integer> codes = new HashMap<>();
    private byte[] lastCountry = {};
    private int lastCode = -1;

    Filling(CsvPiece piece) {
      number = piece.column("accountNumber");
      country = piece.column("country");
      balance = piece.column("balance");
    }

    @Override
    public void good(RowValues values, long line, byte[] bytes, int from, int to) {
      if (rows == ends.length) {
        grow();
      }
      int begin = start(rows);
      int length = values.to[number] - values.from[number];
      if (begin + length > numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.addExact(numbers.length, Math.max(length, numbers.length)));
      }
      System.arraycopy(values.text[number], values.from[number], numbers, begin, length);
      ends[rows] = begin + length;
      openings[rows] = values.number[balance];
      countries[rows] = code(values.text[country], values.from[country], values.to[country]);
      lines[rows] = Math.toIntExact(line);
      rows++;
    }

    /** Countries often come many in a row. */
    private int code(byte[] text, int from, int to) {
      if (lastCode < 0 || !Arrays.equals(text, from, to, lastCountry, 0, lastCountry.length)) {
        lastCountry = Arrays.copyOfRange(text, from, to);
        lastCode = codes.computeIfAbsent(new String(lastCountry, StandardCharsets.UTF_8), name -> {
          countryNames.add(name);
          return countryNames.size() - 1;
        });
      }
      return lastCode;
    }

    @Override
    public void bad(String reason, String column) {
      tally.reject(reason, column);
    }
  }
}
