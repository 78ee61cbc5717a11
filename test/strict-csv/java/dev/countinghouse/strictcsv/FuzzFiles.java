package dev.countinghouse.strictcsv;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Feeds random and broken files to the readers for a fixed time and ends at the first that breaks an invariant.
 *
 * <p>Usage: FuzzFiles CORPUS SECONDS SEED, or FuzzFiles CORPUS SECONDS SEED ITERATION for that one file alone. An
 * iteration depends on nothing but the traps, the seed and its number.
 */
final class FuzzFiles {
  /** No file takes as long, unless a reader goes in circles. */
  private static final int LONGEST_SECONDS = 30;

  /** On a busy machine the time is longer, rather than the files fewer. */
  private static final int LEAST_A_SECOND = 10;

  private static final long SHRINK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final FuzzCorpus corpus;
  private final long seed;
  private volatile long iteration;
  private volatile FuzzCase file;

  private FuzzFiles(FuzzCorpus corpus, long seed) {
    this.corpus = corpus;
    this.seed = seed;
  }

  public static void main(String[] arguments) throws IOException {
    FuzzFiles fuzz = new FuzzFiles(new FuzzCorpus(Path.of(arguments[0])), Long.parseLong(arguments[2]));
    long seconds = Long.parseLong(arguments[1]);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    fuzz.watch();
    boolean sound = true;
    if (arguments.length > 3) {
      sound = fuzz.check(Long.parseLong(arguments[3]));
    } else {
      long number = 0;
      for (; sound && (System.nanoTime() < end || number < LEAST_A_SECOND * seconds); number++) {
        sound = fuzz.check(number);
      }
      System.out.println(number + " files");
    }
    System.exit(sound ? 0 : 1);
  }

  private boolean check(long number) {
    Random random = random(number);
    FuzzCase made = corpus.next(random);
    long choices = random.nextLong();
    file = made;
    iteration = number;
    Throwable failure = failure(made, choices);
    if (failure == null) {
      return true;
    }
    FuzzCase smallest = shrunk(made, choices, failure);
    report(System.out, failure(smallest, choices), smallest);
    return false;
  }

  private Random random(long number) {
    // Java's generator gives neighbouring seeds alike beginnings; the multiplication keeps them apart.
    return new Random((seed * 0x9e3779b97f4a7c15L + number) * 0xd1342543de82ef95L);
  }

  private static Throwable failure(FuzzCase made, long choices) {
    try {
      FuzzChecks.check(made, new Random(choices));
      return null;
    } catch (Throwable e) { // Nothing may escape from a reader, whatever it is.
      return e;
    }
  }

  /** Leaves out pieces of the file, as long as it fails in the same manner. */
  private static FuzzCase shrunk(FuzzCase made, long choices, Throwable failure) {
    long end = System.nanoTime() + SHRINK_NANOS;
    FuzzCase smallest = made;
    for (int piece = Math.max(1, made.bytes().length / 2); piece > 0; piece /= 2) {
      for (int at = 0; at < smallest.bytes().length && System.nanoTime() < end; ) {
        FuzzCase shorter = smallest.with(made.maxRowBytes(), without(smallest.bytes(), at, piece));
        Throwable same = failure(shorter, choices);
        if (same != null && same.getClass() == failure.getClass()) {
          smallest = shorter;
        } else {
          at += piece;
        }
      }
    }
    return smallest;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    int rest = Math.min(bytes.length, at + count);
    byte[] copy = Arrays.copyOf(bytes, bytes.length - (rest - at));
    System.arraycopy(bytes, rest, copy, at, bytes.length - rest);
    return copy;
  }

  private void report(PrintStream out, Throwable failure, FuzzCase smallest) {
    out.println("seed " + seed + ", iteration " + iteration + ": " + failure);
    for (StackTraceElement place : failure.getStackTrace()) {
      out.println("  at " + place);
    }
    out.println(smallest);
    out.println("again: STRICT_CSV_FUZZ_SEED=" + seed + " STRICT_CSV_FUZZ_ITERATION=" + iteration
        + " python -m pytest test/strict-csv/test_fuzz.py");
  }

  /** Ends the process when one file takes too long. */
  private void watch() {
    Thread main = Thread.currentThread();
    Thread watch = new Thread(() -> {
      for (long seen = -1; seen != iteration || file == null; ) {
        seen = iteration;
        try {
          TimeUnit.SECONDS.sleep(LONGEST_SECONDS);
        } catch (InterruptedException e) {
          return;
        }
      }
      Throwable stuck = new IllegalStateException("stuck for " + LONGEST_SECONDS + " s");
      stuck.setStackTrace(main.getStackTrace());
      report(System.out, stuck, file);
      Runtime.getRuntime().halt(1);
    });
    watch.setDaemon(true);
    watch.start();
  }
}
