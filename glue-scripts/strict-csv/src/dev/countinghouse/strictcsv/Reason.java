package dev.countinghouse.strictcsv;

import java.nio.charset.StandardCharsets;

/** Why a row is quarantined. The first six concern the row as a whole, in the order in which they win. */
enum Reason {
  ROW_TOO_LONG("row-too-long"),
  UNCLOSED_QUOTE("unclosed-quote"),
  TEXT_AFTER_QUOTE("text-after-quote"),
  NUL_BYTE("nul-byte"),
  INVALID_UTF8("invalid-utf8"),
  FIELD_COUNT("field-count"),
  MISSING("missing"),
  BAD_TIMESTAMP("bad-timestamp"),
  BAD_DECIMAL("bad-decimal"),
  BAD_INTEGER("bad-integer"),
  BAD_DATE("bad-date"),
  TOO_LONG("too-long"),
  PATTERN_MISMATCH("pattern-mismatch"),
  OUT_OF_RANGE("out-of-range"),
  NOT_ALLOWED("not-allowed");

  /** The name in the `_reason` column. */
  final String label;

  final byte[] utf8;

  Reason(String label) {
    this.label = label;
    this.utf8 = label.getBytes(StandardCharsets.UTF_8);
  }
}
