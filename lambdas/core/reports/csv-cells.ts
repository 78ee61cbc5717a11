const needsQuotes = /[",\r\n]|^\s|\s$/;

/**
 * Before what a spreadsheet would run. A cell begins where ours do, but also, where a country's settings part cells at
 * semicolons or tabs and our quotes are not seen, behind those and behind the end of a line.
 */
const beforeFormulas = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])[\s"]*(?=[=+\-@＝＋－＠])/g;

/** Digits, with a sign before them: nothing that could be run, whatever a spreadsheet takes them for. */
const number = /^[+-]?[\d.,]+$/;

/** Whether a spreadsheet might run a text, or a part of it. */
export const isFormula = (text: string): boolean => !number.test(text) && text.search(beforeFormulas) !== -1;

/** A text as a cell (RFC 4180), from which exactly that text is read again. */
export const exactCell = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * A text as a cell. What a spreadsheet would run gets an apostrophe in front, which makes a text of it. So does a text that
 * it would take for a number, such as `-1`: it would not stay what it is.
 */
export const textCell = (text: string): string => exactCell(text.replace(beforeFormulas, "$&'"));
