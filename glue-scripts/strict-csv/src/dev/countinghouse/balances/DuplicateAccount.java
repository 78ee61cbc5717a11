package dev.countinghouse.balances;

/** The same account number stands in the file of accounts twice. */
public final class DuplicateAccount extends Exception {
  private static final long serialVersionUID = 1L;

  private final String number;
  private final long line;
  private final long again;

  DuplicateAccount(String number, long line, long again) {
    super("the account " + number + " stands in the lines " + line + " and " + again);
    this.number = number;
    this.line = line;
    this.again = again;
  }

  public String number() {
    return number;
  }

  /** The line where it stands first. */
  public long line() {
    return line;
  }

  /** The line where it stands again. */
  public long again() {
    return again;
  }
}
