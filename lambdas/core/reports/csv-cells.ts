const beginsFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** A text as a cell (RFC 4180), from which exactly that text is read again. */
export const exactCell = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * A text as a cell. One that a spreadsheet would run as a formula gets an apostrophe in front, which the spreadsheet takes
 * for "this is text".
 */
export const textCell = (text: string): string => exactCell(beginsFormula.test(text) ? `'${text}` : text);
