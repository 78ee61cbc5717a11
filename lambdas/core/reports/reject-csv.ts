import { exactCell, textCell } from './csv-cells.ts';
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
 */
export class RejectCsv {
  readonly #columns: readonly DeclaredColumn[];
  /** Where each declared column stands in the file; -1 where that is not known. */
  readonly #places: readonly number[];
  readonly #leftEmpty: number;

  /** @param header names of the file's columns; undefined when they are not known */
  constructor(columns: readonly DeclaredColumn[], header: readonly string[] | undefined) {
    this.#columns = columns;
    this.#places = columns.map(({ name }) => header?.indexOf(name) ?? -1);
    this.#leftEmpty = columns.findLastIndex(({ required }) => required);
  }

  header(): string {
    return `${['_line', '_offset', '_reason', '_raw', ...this.#columns.map(({ name }) => exactCell(name))].join()}\r\n`;
  }

  line({ line, offset, reason, column, raw }: QuarantinedRow): string {
    const isWhole = column === '';
    const isWithoutLine = isWhole && this.#leftEmpty === -1;
    const why = isWhole ? reason : `${reason} (${column})`;
    const cells = [isWithoutLine ? '' : line, offset, textCell(why), textCell(cut(raw)), ...this.#values(raw, isWhole)];
    return `${cells.join()}\r\n`;
  }

  #values(raw: string, isWhole: boolean): string[] {
    const fields = splitRaw(raw);
    return this.#places.map((place, index) => {
      const value = isWhole && index === this.#leftEmpty ? '' : (fields[place] ?? '');
      return exactCell(isWhole ? cut(value) : value);
    });
  }
}

/** Many programs end a text at NUL. */
function cut(text: string): string {
  const visible = text.replaceAll('\0', '\\x00');
  return visible.length <= longestText ? visible : `${visible.slice(0, longestText)}…`;
}
