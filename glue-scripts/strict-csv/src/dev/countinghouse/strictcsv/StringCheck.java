package dev.countinghouse.strictcsv;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Text of at most `maxLength` code points that matches `pattern` as a whole and is one of `allowed` (null: any). */
final class StringCheck implements FieldCheck {
  private final int maxLength;
  private final Pattern pattern;
  private final Set<String> allowed;
  private byte[] bytes;
  private int from;
  private int to;

  StringCheck(int maxLength, Pattern pattern, Set<String> allowed) {
    this.maxLength = maxLength;
    this.pattern = pattern;
    this.allowed = allowed;
  }

  @Override
  public Reason check(byte[] fieldBytes, int fieldFrom, int fieldTo) {
    bytes = fieldBytes;
    from = fieldFrom;
    to = fieldTo;
    // Code points are never more than bytes, so most fields need no count.
    if (to - from > maxLength && Utf8.codePoints(bytes, from, to) > maxLength) {
      return Reason.TOO_LONG;
    }
    if (pattern == null && allowed == null) {
      return null;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (pattern != null && !matches(text)) {
      return Reason.PATTERN_MISMATCH;
    }
    return allowed == null || allowed.contains(text) ? null : Reason.NOT_ALLOWED;
  }

  /** A text on which the matcher runs out of stack has not been shown to match. */
  private boolean matches(String text) {
    try {
      return pattern.matcher(text).matches();
    } catch (StackOverflowError e) {
      return false;
    }
  }

  @Override
  public void keep(RowValues values, int column) {
    values.text[column] = bytes;
    values.from[column] = from;
    values.to[column] = to;
  }
}
