/**
 * `npm run chaos -- [--minutes N] [--seed S]`: a storm of so many minutes over a laptop cloud. The last line is
 * `N files, N lost, N counted twice`; exit 1 when something is not as it has to be, 2 when it is asked wrongly.
 */
import { parseArgs } from 'node:util';
import { parseRows, UsageError } from '../../../local/cli/arguments.mjs';
import { deployChaosCloud } from './chaos-cloud.ts';
import { Ledger } from './ledger.ts';
import { storm } from './storm.ts';

const MOST_MINUTES = 24 * 60;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function parse(argv: readonly string[]): { minutes: number; seed: number } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...argv], options: { minutes: text, seed: text } });
  const minutes = parseRows(values.minutes ?? '5');
  if (minutes > MOST_MINUTES) throw new UsageError(`--minutes takes a whole number from 1 to ${MOST_MINUTES}`);
  return { minutes, seed: parseRows(values.seed ?? `${1 + Math.floor(Math.random() * 1e6)}`) };
}

async function main(): Promise<number> {
  const { minutes, seed } = parse(process.argv.slice(2));
  const again = `npm run chaos -- --minutes ${minutes} --seed ${seed}`;
  say(`${again} does the same again`);
  const deployed = await deployChaosCloud();
  try {
    const { files, lost, countedTwice, wrong } = await storm(deployed, new Ledger(deployed), {
      seed,
      milliseconds: minutes * 60_000,
      say,
    });
    for (const complaint of wrong) say(complaint);
    const isRight = lost.length + countedTwice.length + wrong.length === 0;
    if (!isRight) say(`Replay: ${again}`);
    say(`${files} files, ${lost.length} lost, ${countedTwice.length} counted twice`);
    return isRight ? 0 : 1;
  } finally {
    await deployed.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError || (error instanceof TypeError && 'code' in error) ? 2 : 1;
}
process.exit();
