/** `node --import tsx bench/preflight.ts`: how long the dashboard's pre-flight check takes for 8 MiB, in Node. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { checkFile, mostBytes } from '../dashboard/src/preflight/check-file.ts';
import { declarationSchema } from '../dashboard/src/preflight/declaration.ts';
import { readJobTypes } from '../lambdas/core/job-types/index.ts';
import { median } from './engine/statistics.ts';

const rounds = 7;
const jobTypes = readJobTypes(fileURLToPath(new URL('../job-types', import.meta.url)));
const declaration = declarationSchema.parse(jobTypes.get('branch-stats'));

/** More bytes than are checked, of rows that differ from each other. */
function contents(row: (place: number) => string): string {
  const lines = ['timestamp,branch_code,amount'];
  for (let bytes = 0; bytes < 1.1 * mostBytes; bytes += lines.at(-1)?.length ?? 0) lines.push(row(lines.length));
  return `${lines.join('\n')}\n`;
}

const two = (number: number): string => String(number % 60).padStart(2, '0');
const good = (place: number): string =>
  `2026-03-01T09:${two(place)}:00Z,B${(place * 7919) % 5000},${(place * 31) % 10_000}.${two(place)}`;
const plain = contents(good);
const files = {
  plain,
  quoted: contents((place) => `"${good(place).replaceAll(',', '","')}"`),
  'every row bad': contents((place) => `x${good(place)}`),
  gzip: gzipSync(plain),
};

for (const [name, content] of Object.entries(files)) {
  const blob = new Blob([content as string | Uint8Array<ArrayBuffer>]);
  const file = { blob, name: name === 'gzip' ? 'a.csv.gz' : 'a.csv' };
  const milliseconds: number[] = [];
  let rows = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    rows = (await checkFile(file, declaration)).rowsChecked;
    milliseconds.push(performance.now() - start);
  }
  const [first = 0] = milliseconds;
  console.log(`${name}: ${rows} rows, first ${Math.round(first)} ms, median ${Math.round(median(milliseconds))} ms`);
}
