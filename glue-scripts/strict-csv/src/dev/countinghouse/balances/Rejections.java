package dev.countinghouse.balances;

/** How many transfers were rejected for each reason. */
final class Rejections {
  private Rejections() {}

  /** Those that occurred, in the order in which they win. */
  static String json(long[] counts) {
    StringBuilder text = new StringBuilder("{");
    for (Rejection reason : Rejection.ALL) {
      if (counts[reason.ordinal()] > 0) {
        text.append(text.length() > 1 ? "," : "");
        JsonText.string(text, reason.label);
        text.append(':').append(counts[reason.ordinal()]);
      }
    }
    return text.append('}').toString();
  }
}
