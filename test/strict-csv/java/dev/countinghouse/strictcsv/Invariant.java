package dev.countinghouse.strictcsv;

import java.util.function.Supplier;

/** Something that must hold for every file did not. */
final class Invariant extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 4_000;

  private Invariant(String message) {
    super(message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message);
  }

  static void holds(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new Invariant(otherwise.get());
    }
  }
}
