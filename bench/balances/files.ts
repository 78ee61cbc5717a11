import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../../local/install/command.mjs';
import { java } from '../engine/engines.ts';
import type { BalancesArguments } from './arguments.ts';

export interface BatchFiles {
  readonly accounts: string;
  readonly transfers: string;
}

/** Gives a batch, which is made only when it is not there from an earlier time. */
export async function provideBatch(
  root: string,
  folder: string,
  wanted: BalancesArguments,
  signal: AbortSignal,
): Promise<BatchFiles> {
  const { accounts, transfers, countries, seed, order } = wanted;
  const name = [accounts, transfers, countries, seed, order].join('-');
  const files = {
    accounts: path.join(folder, `accounts-${name}.csv`),
    transfers: path.join(folder, `transfers-${name}.csv`),
  };
  if (existsSync(files.transfers)) return files;
  await mkdir(folder, { recursive: true });
  const drafts = { accounts: `${files.accounts}.part`, transfers: `${files.transfers}.part` };
  const writer = path.join(root, 'bench', 'balances', 'writer', 'BatchWriter.java');
  const told = [accounts, transfers, countries, seed, order].map(String);
  try {
    await runCommand(java('java'), [writer, drafts.accounts, drafts.transfers, ...told], { cwd: folder, signal });
    await rename(drafts.accounts, files.accounts);
    await rename(drafts.transfers, files.transfers);
  } finally {
    await rm(drafts.accounts, { force: true });
    await rm(drafts.transfers, { force: true });
  }
  return files;
}
