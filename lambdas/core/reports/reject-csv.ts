import { exactCell, isFormula, textCell } from './csv-cells.ts';
import type { QuarantinedRow } from './quarantine.ts';
import { splitRaw } from './split-raw.ts';

/** A column of the file as its job type declares it. */
export interface DeclaredColumn {
  readonly name: string;
  readonly required: boolean;
}

/**
 * What is cut off texts that nobody reads back. A spreadsheet holds 32,767 characters in a cell, and spreads more over
 * cells that are not theirs.
 */
const longestText = 32_000;

/**
 * Writes quarantined rows so that they can be corrected and dropped again.
 *
 * Whoever drops the file as it is, corrects nothing. A row in which one column is to blame has all columns exactly as they
 * were, so it is bad again for the same reason. In a row that is bad as a whole nobody knows for sure which text belongs
 * where: what stands where is put there to be looked at, but a required column is left empty, or `_line` if there is none,
 * so that the row is bad until somebody has filled it in.
 *
 * What a spreadsheet would run is not written into a declared column: with an apostrophe in front it would come back as
 * another value. The column is left empty instead, and `_line` too where an empty column would not keep the row bad. For
 * programs everything is written exactly.
 */
export class RejectCsv {
  readonly #columns: readonly DeclaredColumn[];
  /** Where each declared column stands in the file; -1 where that is not known. */
  readonly #places: readonly number[];
  readonly #leftEmpty: number;
  readonly #isExact: boolean;

  /**
   * @param header names of the file's columns; undefined when they are not known
   * @param isExact for a program, which runs no formulas
   */
  constructor(columns: readonly DeclaredColumn[], header: readonly string[] | undefined, isExact: boolean) {
    this.#columns = columns;
    this.#isExact = isExact;
    this.#places = columns.map(({ name }) => header?.indexOf(name) ?? -1);
    this.#leftEmpty = columns.findLastIndex(({ required }) => required);
  }

  header(): string {
    return `${['_line', '_offset', '_reason', '_raw', ...this.#columns.map(({ name }) => exactCell(name))].join()}\r\n`;
  }

  line({ line, offset, reason, column, raw }: QuarantinedRow): string {
    const isWhole = column === '';
    const fields = splitRaw(raw);
    const values = this.#places.map((place) => (isWhole ? cut(fields[place] ?? '') : (fields[place] ?? '')));
    const isEmpty = values.map((value, index) => this.#isLeftEmpty(value, index, isWhole));
    const isWithoutLine = (isWhole && this.#leftEmpty === -1) || this.#couldPass(isEmpty);
    const blamed = isWhole ? reason : `${reason} (${column})`;
    const why = isWithoutLine ? `${blamed} in line ${line}` : blamed;
    const read = [why, cut(raw)].map(this.#isExact ? exactCell : textCell);
    const written = values.map((value, index) => (isEmpty[index] === true ? '' : exactCell(value)));
    return `${[isWithoutLine ? '' : line, offset, ...read, ...written].join()}\r\n`;
  }

  #isLeftEmpty(value: string, index: number, isWhole: boolean): boolean {
    return (isWhole && index === this.#leftEmpty) || (!this.#isExact && isFormula(value));
  }

  /** Whether something was left out that a row can be good without: it would come back as another row. */
  #couldPass(isEmpty: readonly boolean[]): boolean {
    return this.#columns.some(({ required }, index) => !required && isEmpty[index] === true);
  }
}

/** Many programs end a text at NUL. */
function cut(text: string): string {
  const visible = text.replaceAll('\0', '\\x00');
  return visible.length <= longestText ? visible : `${visible.slice(0, longestText)}…`;
}
