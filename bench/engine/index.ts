import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../../local/cli/progress.mjs';
import { type Answer, difference, readAnswer, rowsSeen } from './answer.ts';
import type { BenchArguments } from './arguments.ts';
import { type EngineName, type Engines, prepareEngines } from './engines.ts';
import { provideFile, warmUp } from './files.ts';
import { measure } from './measure.ts';
import { installPeers } from './peers.ts';
import { type Report, report, reportLines, type Sample } from './report.ts';
import { badRowsAmong } from './variants.ts';

export interface BenchContext {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Measures the engines, prints a table for each size, and gives whether all answers agreed. */
export async function benchEngines(parsed: BenchArguments, context: BenchContext): Promise<boolean> {
  const { root, signal, progress } = context;
  if (parsed.engines.includes('duckdb') || parsed.engines.includes('polars')) {
    await progress.phase('Installing DuckDB and Polars, if missing', () => installPeers(root, signal));
  }
  const home = path.join(root, '.countinghouse', 'bench');
  const folder = path.join(home, `run-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const engines = await prepareEngines(root, folder, signal);
    const reports: Report[] = [];
    for (const rows of parsed.rows) {
      const one = await benchSize({ ...parsed, rows }, { ...context, engines, home, folder });
      process.stdout.write(`${headline(one, parsed)}\n${reportLines(one).join('\n')}\n`);
      reports.push(one);
    }
    if (parsed.json !== undefined) {
      await writeFile(parsed.json, `${JSON.stringify(parsed.curve ? reports : reports[0], null, 2)}\n`);
    }
    return reports.every(({ agree }) => agree);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface SizeArguments extends Omit<BenchArguments, 'rows'> {
  readonly rows: number;
}

interface SizeContext extends BenchContext {
  readonly engines: Engines;
  readonly home: string;
  readonly folder: string;
}

async function benchSize(
  size: SizeArguments,
  { engines, home, folder, signal, progress }: SizeContext,
): Promise<Report> {
  const { rows, seed, variant, rounds } = size;
  const file = await progress.phase(`Providing ${rows} rows`, () =>
    provideFile({ folder: home, rows, seed, variant, signal }),
  );
  const bytes = await warmUp(file, signal);
  const samples = new Map<EngineName, Sample[]>(size.engines.map((name) => [name, []]));
  const answers: [EngineName, Answer][] = [];
  // Round by round, so that what else the machine does meets every engine alike.
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of size.engines) {
      const answer = path.join(folder, `${name}.json`);
      await rm(answer, { force: true });
      const program = engines(name, { file, variant, answer });
      const sample = await progress.phase(`${name}, round ${round}`, () => measure(program, signal));
      samples.get(name)?.push(sample);
      answers.push([name, await readAnswer(answer)]);
    }
  }
  const differences = disagreements(answers, rows, badRowsAmong(variant, rows));
  for (const text of differences) progress.say(text);
  return report({ rows, bytes, agree: differences.length === 0, samples });
}

/** Says of each answer that is not the first one's, or not of all rows, why it is not. */
export function disagreements(answers: readonly (readonly [string, Answer])[], rows: number, bad: number): string[] {
  const [first] = answers;
  if (first === undefined) return ['no engine gave an answer'];
  const [firstName, expected] = first;
  const compared = answers.flatMap(([name, answer]) => {
    const text = difference(expected, answer);
    return text === undefined ? [] : [`${name} does not agree with ${firstName}: ${text}`];
  });
  const seen = rowsSeen(expected);
  if (seen !== BigInt(rows)) compared.push(`${firstName} saw ${seen} rows, but the file has ${rows}`);
  if (BigInt(expected.rejected) !== BigInt(bad)) {
    compared.push(`${firstName} rejected ${expected.rejected} rows, but ${bad} are bad`);
  }
  return compared;
}

function headline({ rows, bytes, agree }: Report, { variant, rounds }: BenchArguments): string {
  const kind = variant === 'plain' ? '' : `, ${variant}`;
  const verdict = agree ? 'all answers agree exactly' : 'THE ANSWERS DO NOT AGREE';
  return `\n${rows.toLocaleString('en-US')} rows${kind}, ${(bytes / 1e9).toFixed(2)} GB, rounds: ${rounds}; ${verdict}`;
}
