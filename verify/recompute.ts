import { BranchTable, type BranchUnits } from './branch-table.ts';
import { LINE_COLUMN, type LineJudge, lineIn } from './line-judge.ts';
import { type FileFound, type FileReceiver, type FileRules, readFile } from './read-file.ts';

export interface Found extends FileFound {
  readonly branches: readonly BranchUnits[];
  readonly scale: number;
}

/** What is asked of the rows besides. */
export interface Asked {
  /** Told the line of each row that breaks a rule. */
  readonly onBad?: (line: number) => void;
  /** The file is a correction: its rows name lines, and are judged by them too. */
  readonly judge?: LineJudge;
}

/** The places of the columns that the report branch-stats is made of. */
const GROUP = 'branch_code';
const MEASURE = 'amount';

/** Computes everything that a receipt says of a file from its stored bytes; the memory does not grow with the file. */
export async function recompute(
  pieces: AsyncIterable<Uint8Array>,
  rules: FileRules,
  { onBad, judge }: Asked = {},
): Promise<Found> {
  const columns = judge === undefined ? rules.columns : [...rules.columns, LINE_COLUMN];
  const [group, measure, line] = [GROUP, MEASURE, LINE_COLUMN.name].map((name) =>
    columns.findIndex((column) => column.name === name),
  ) as [number, number, number];
  const amount = columns[measure];
  if (group < 0 || amount?.type !== 'decimal') {
    throw new Error(`The declaration must have the columns ${GROUP} and ${MEASURE}.`);
  }
  const table = new BranchTable(amount.scale);
  const good: FileReceiver['good'] = (bytes, row, places) => {
    const place = places[line] as number;
    const reason = judge?.judge(lineIn(bytes, row.fieldFrom[place] as number, row.fieldTo[place] as number)) ?? null;
    if (reason !== null) return { reason, column: LINE_COLUMN.name };
    table.add(bytes, row, places[group] as number, places[measure] as number);
    return undefined;
  };
  const found = await readFile(pieces, { ...rules, columns }, { good, bad: ({ line }) => onBad?.(line) });
  return { ...found, branches: table.figures(), scale: amount.scale };
}
