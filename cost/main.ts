import { readStage } from '../lib/stages/index.ts';
import { build } from '../local/build/build.ts';
import { createProgress } from '../local/cli/progress.mjs';
import { installMissing } from '../local/install/install.mjs';
import { HELP, parseCostArguments } from './arguments.ts';
import { billFor } from './bill.ts';
import { idleLoad } from './load.ts';
import { readPrices } from './prices/price-table.ts';
import { billLines, notesOn } from './print.ts';
import { synthesize } from './synthesize.ts';
import { readFacts } from './template-facts.ts';
import { usage } from './usage.ts';

/**
 * Does what `npm run cost` does.
 * @param argv the arguments after `npm run cost --`
 * @returns the exit code
 */
export async function main(root: string, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const wished = parseCostArguments(argv);
  if (wished === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { stage, isJson, load } = wished;
  const { region } = readStage(stage);
  const prices = readPrices(region);
  await buildWhatChanged(root, signal);
  const facts = readFacts(synthesize(root, stage));
  const bill = billFor(usage(load, facts), usage(idleLoad, facts), prices);
  const text = isJson ? JSON.stringify(bill, undefined, 2) : billLines(bill, prices, notesOn(load, facts)).join('\n');
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The template names the files that are deployed, so they must be there; what has not changed is not built again. */
async function buildWhatChanged(root: string, signal: AbortSignal): Promise<void> {
  const progress = createProgress(process.stderr);
  try {
    await installMissing(root, { signal, progress });
    await build({ root, signal, progress });
  } finally {
    progress.close();
  }
}
