import { createInterface } from 'node:readline/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readStage } from '../lib/stages/index.ts';
import { UsageError } from '../local/cli/arguments.mjs';
import { HELP, parseTeardownArguments } from './arguments.ts';
import { deleteStacks } from './delete-stacks.ts';
import { planLines, planTeardown, refuseProtected } from './plan.ts';

/**
 * Does what `npm run teardown` does.
 * @param argv the arguments after `npm run teardown --`
 * @returns the exit code
 */
export async function main(_root: string, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const wished = parseTeardownArguments(argv);
  if (wished === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const settings = readStage(wished.stage);
  if (settings.stage === 'local') {
    throw new UsageError('the laptop cloud is gone when its npm start ends; npm run reset removes what it has left');
  }
  const client = new CloudFormationClient({ region: settings.region });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const stacks = await planTeardown(settings, client);
  planLines(settings, stacks).forEach(say);
  if (wished.act === 'list' || stacks.length === 0) {
    return 0;
  }
  refuseProtected(stacks);
  if ((wished.confirmed ?? (await askFor(settings.stage, signal))) !== settings.stage) {
    say('That is not the name of the stage. Nothing was deleted.');
    return 1;
  }
  return (await deleteStacks(stacks, { client, signal, say, pollMilliseconds: 5_000 })) ? 0 : 1;
}

async function askFor(stage: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`\nType "${stage}" to delete what goes: `, { signal })).trim();
  } finally {
    terminal.close();
  }
}
