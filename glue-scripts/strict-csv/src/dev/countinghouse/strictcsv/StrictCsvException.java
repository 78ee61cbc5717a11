package dev.countinghouse.strictcsv;

/**
 * A file that can't be read as its declaration says. The message is `strict-csv:<code>: <sentence>`; the code is what
 * callers act on. It extends IllegalArgumentException because PySpark passes that kind on with its plain message.
 */
final class StrictCsvException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private StrictCsvException(String code, String sentence, Throwable cause) {
    super("strict-csv:" + code + ": " + sentence, cause);
  }

  static StrictCsvException wrongHeader(String sentence) {
    return new StrictCsvException("wrong-header", sentence, null);
  }

  static StrictCsvException emptyFile(String sentence) {
    return new StrictCsvException("empty-file", sentence, null);
  }

  static StrictCsvException corruptGzip(String sentence, Throwable cause) {
    return new StrictCsvException("corrupt-gzip", sentence, cause);
  }

  static StrictCsvException sourceGone(String sentence, Throwable cause) {
    return new StrictCsvException("source-gone", sentence, cause);
  }

  /** A mistake of the caller, such as an option that is missing. */
  static StrictCsvException badOption(String sentence) {
    return new StrictCsvException("bad-option", sentence, null);
  }
}
