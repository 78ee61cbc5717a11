import { cents, transactions } from './transactions.ts';

/** A file with three bad rows behind good ones, whose figures are known from its making. */
export function fileWithBadRows() {
  const good = transactions(20_000, 60);
  const bad = [
    '2026-03-30T10:00:00Z,BR0003,12.345',
    '30 March 2026,BR0003,100.25',
    '2026-03-30T10:00:00Z,"BR"0003,7.00',
  ];
  const sum = [...good.totals.values()].reduce((total, branch) => total + branch.sum, 0n);
  return { csv: `${good.csv}${bad.join('\n')}\n`, rows: good.rows, branches: good.totals.size, bad, sum };
}

/** Two of the three are put right, for 12.34 and 100.25. */
export const corrected = { rows: 2, sum: 11_259n };

export const usd = (units: bigint): string =>
  `USD ${cents(units).replace(/^(-?\d+)/, (digits) => BigInt(digits).toLocaleString('en-US'))}`;

/** As a person does it in a spreadsheet: two rows are put right, the third is left as it is. */
export function correctedRows(download: string): string {
  const [header = [], ...rows] = recordsOf(download);
  const place = (name: string) => {
    const index = header.indexOf(name);
    if (index < 0) throw new Error(`The download has no column ${name}: ${header}`);
    return index;
  };
  const raw = place('_raw');
  const fixed = rows.map((row) => {
    const cells = [...row];
    if (cells[raw]?.includes('12.345')) cells[place('amount')] = '12.34';
    if (cells[raw]?.startsWith('30 March')) cells[place('timestamp')] = '2026-03-30T10:00:00Z';
    return cells;
  });
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return `${[header, ...fixed].map(line).join('\n')}\n`;
}

/** Records of a CSV file (RFC 4180). */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, bare = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r?\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ',') records.push([]);
  }
  return records.filter((cells) => cells.length > 1);
}
