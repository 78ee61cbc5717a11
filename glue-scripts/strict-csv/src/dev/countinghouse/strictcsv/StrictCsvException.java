package dev.countinghouse.strictcsv;

/**
 * A file that can't be read as its declaration says. The message is `strict-csv:<code>: <sentence>`; the code is what
 * callers act on. It extends IllegalArgumentException because PySpark passes that kind on with its plain message.
 */
final class StrictCsvException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private StrictCsvException(String message) {
    super(message);
  }

  private StrictCsvException(String code, String sentence, Throwable cause) {
    super("strict-csv:" + code + ": " + inOneLine(sentence), cause);
  }

  /** The same by itself, to be sent elsewhere: nobody knows whether a cause can be. */
  StrictCsvException withoutCause() {
    return new StrictCsvException(getMessage());
  }

  /** Names in a header and keys may hold any character; whoever passes a message on may end it at its first line. */
  private static String inOneLine(String sentence) {
    StringBuilder text = new StringBuilder(sentence.length());
    for (int i = 0; i < sentence.length(); i++) {
      char found = sentence.charAt(i);
      switch (found) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(found)) {
            text.append(String.format("\\u%04x", (int) found));
          } else {
            text.append(found);
          }
        }
      }
    }
    return text.toString();
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

  /** The file was read as one without quotes, and has some. */
  static StrictCsvException quotesFound(long offset) {
    return new StrictCsvException("quotes-found",
        "the row at byte " + offset + " has a quote, though the option quotes says that there are none; read again with "
            + "quotes=possible.", null);
  }

  /** A mistake of the caller, such as an option that is missing. */
  static StrictCsvException badOption(String sentence) {
    return new StrictCsvException("bad-option", sentence, null);
  }
}
