import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.SplittableRandom;

/**
 * Writes a batch of accounts and transfers: `java BatchWriter ACCOUNTS_FILE TRANSFERS_FILE accounts transfers countries
 * seed sorted|shuffled`. Accounts 0 to n - 1; two of a hundred transfers go to another country, some have no funds, and a
 * few name an account that there is not. Instants are whole seconds of one day, so that many are equal.
 */
final class BatchWriter {
  private static final int SECONDS = 86_400;
  private static final LocalDateTime MIDNIGHT = LocalDateTime.of(2021, 11, 29, 0, 0);
  private static final int ELSEWHERE_IN = 50;
  private static final int UNKNOWN_IN = 1_000;
  private static final int MOST_OPENING = 2_000_000;

  public static void main(String[] arguments) throws IOException {
    int accounts = Integer.parseInt(arguments[2]);
    long transfers = Long.parseLong(arguments[3]);
    int countries = Integer.parseInt(arguments[4]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[5]));
    writeAccounts(Path.of(arguments[0]), accounts, countries, random);
    writeTransfers(Path.of(arguments[1]), accounts, transfers, countries, random, arguments[6].equals("sorted"));
  }

  private static void writeAccounts(Path file, int accounts, int countries, SplittableRandom random)
      throws IOException {
    try (Text text = new Text(file)) {
      text.put("accountNumber,country,balance\n");
      for (int account = 0; account < accounts; account++) {
        text.put(account);
        text.put(",");
        text.put(account % countries);
        text.put(",");
        text.amount(random.nextInt(MOST_OPENING));
        text.put("\n");
      }
    }
  }

  private static void writeTransfers(
      Path file, int accounts, long transfers, int countries, SplittableRandom random, boolean sorted)
      throws IOException {
    byte[][] clock = new byte[SECONDS][];
    for (int second = 0; second < SECONDS; second++) {
      String time = MIDNIGHT.plusSeconds(second).toString();
      clock[second] = (time.length() < 19 ? time + ":00" : time).getBytes(StandardCharsets.US_ASCII);
    }
    try (Text text = new Text(file)) {
      text.put("date,fromAccountNumber,transferAmount,toAccountNumber\n");
      for (long row = 0; row < transfers; row++) {
        int from = random.nextInt(accounts);
        int to = random.nextInt(ELSEWHERE_IN) == 0 ? random.nextInt(accounts) : compatriot(from, accounts, countries, random);
        text.put(clock[sorted ? (int) (row * SECONDS / transfers) : random.nextInt(SECONDS)]);
        text.put(",");
        text.put(from);
        text.put(",");
        text.amount(1 + random.nextInt(20_000));
        text.put(",");
        text.put(random.nextInt(UNKNOWN_IN) == 0 ? accounts + to : to);
        text.put("\n");
      }
    }
  }

  private static int compatriot(int from, int accounts, int countries, SplittableRandom random) {
    int inCountry = (accounts - from % countries + countries - 1) / countries;
    return from % countries + countries * random.nextInt(inCountry);
  }

  /** Digits without a string for each number. */
  private static final class Text implements AutoCloseable {
    private final OutputStream out;
    private final byte[] digits = new byte[20];

    Text(Path file) throws IOException {
      out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
    }

    void put(String text) throws IOException {
      put(text.getBytes(StandardCharsets.US_ASCII));
    }

    void put(byte[] text) throws IOException {
      out.write(text, 0, text.length);
    }

    void put(long number) throws IOException {
      int at = digits.length;
      long rest = number;
      do {
        digits[--at] = (byte) ('0' + rest % 10);
        rest /= 10;
      } while (rest > 0);
      out.write(digits, at, digits.length - at);
    }

    void amount(int cents) throws IOException {
      put(cents / 100);
      put(cents % 100 < 10 ? ".0" : ".");
      put(cents % 100);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
