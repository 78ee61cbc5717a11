/**
 * Replays a batch in our way and in others, each a whole process from its start to its last result file, and compares
 * what they have written.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pythonPath } from '../../local/install/python-packages.mjs';
import { prepareSpark } from '../engine/engines.ts';
import { warmUp } from '../engine/files.ts';
import type { BenchContext } from '../engine/index.ts';
import { measure, type Program } from '../engine/measure.ts';
import { installPeers } from '../engine/peers.ts';
import { type Report, report, reportLines, type Sample } from '../engine/report.ts';
import { submitted } from '../engine/submitted.ts';
import type { BalancesArguments, ReplayerName } from './arguments.ts';
import { type BatchFiles, provideBatch } from './files.ts';
import { difference, type Outcome, readOutcome } from './outcome.ts';

/** Measures the replayers, prints a table, and gives whether all have written the same. */
export async function benchBalances(parsed: BalancesArguments, context: BenchContext): Promise<boolean> {
  const { root, signal, progress } = context;
  if (parsed.engines.includes('polars')) {
    await progress.phase('Installing DuckDB and Polars, if missing', () => installPeers(root, signal));
  }
  const home = path.join(root, '.countinghouse', 'bench');
  const folder = path.join(home, `run-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const told = await benchBatch(parsed, { ...context, home, folder });
    process.stdout.write(`${headline(parsed, told)}\n${reportLines(told).join('\n')}\n`);
    if (parsed.json !== undefined) await writeFile(parsed.json, `${JSON.stringify({ ...parsed, ...told }, null, 2)}\n`);
    return told.agree;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function benchBatch(
  parsed: BalancesArguments,
  { root, home, folder, signal, progress }: BenchContext & { readonly home: string; readonly folder: string },
): Promise<Report> {
  const files = await progress.phase(`Providing ${parsed.transfers} transfers`, () =>
    provideBatch(root, home, parsed, signal),
  );
  const bytes = (await warmUp(files.accounts, signal)) + (await warmUp(files.transfers, signal));
  const program = await prepareReplayers(root, folder);
  const samples = new Map<ReplayerName, Sample[]>(parsed.engines.map((name) => [name, []]));
  let first: Outcome | undefined;
  let agree = true;
  for (let round = 1; round <= parsed.rounds; round += 1) {
    for (const name of parsed.engines) {
      const results = path.join(folder, `${name}-results`);
      await rm(results, { recursive: true, force: true });
      await mkdir(results);
      const sample = await progress.phase(`${name}, round ${round}`, () =>
        measure(program(name, files, results), signal),
      );
      samples.get(name)?.push(sample);
      const outcome = await readOutcome(results);
      first ??= outcome;
      const wrong = difference(first, outcome);
      if (wrong !== undefined) progress.say(`${name} does not agree with ${parsed.engines[0]}: ${wrong}`);
      agree &&= wrong === undefined && outcome.accounts === parsed.accounts;
      await rm(results, { recursive: true, force: true });
    }
  }
  return report({ rows: parsed.transfers, bytes, agree, samples });
}

type Replayers = (name: ReplayerName, files: BatchFiles, results: string) => Program;

async function prepareReplayers(root: string, folder: string): Promise<Replayers> {
  const scratch = path.join(folder, 'scratch');
  const { spark, environment } = await prepareSpark(root, folder, scratch);
  const script = (name: string): string => path.join(root, 'bench', 'balances', 'readers', `${name}_replay.py`);
  return (name, { accounts, transfers }, results) => {
    const given = { [accounts]: transfers, [results]: '' };
    const program = { environment, folder: scratch, logFile: path.join(folder, `${name}.log`) };
    if (name === 'polars') {
      return { ...program, command: pythonPath(root), parameters: [script(name), accounts, transfers, results] };
    }
    const isOurs = name === 'countinghouse';
    const submission = {
      script: script(isOurs ? 'jobs' : name),
      scriptArguments: isOurs ? { ...given, [path.join(root, 'job-types', 'account-balances.json')]: '' } : given,
      pyFiles: isOurs ? [] : [path.join(root, 'bench', 'balances', 'readers', 'loop.py')],
      isOurs,
    };
    return { ...program, ...submitted({ root, scratch }, spark, submission) };
  };
}

function headline(
  { accounts, transfers, countries, order, rounds }: BalancesArguments,
  { bytes, agree }: Report,
): string {
  const [known, moved] = [accounts, transfers].map((count) => count.toLocaleString('en-US'));
  const verdict = agree ? 'all results are equal' : 'THE RESULTS DIFFER';
  const size = (bytes / 1e9).toFixed(2);
  return `\n${moved} transfers over ${known} accounts, countries: ${countries}, ${order}, ${size} GB, rounds: ${rounds}; ${verdict}`;
}
