import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Account, canReach, unprivilegedAccount } from './account.ts';
import { type Binaries, copyBinaries, findBinaries } from './binaries.ts';

/** Where one throw-away server lives, and as whom. */
export interface ServerHome {
  /** Belongs to the server's user alone, and is removed at the end. */
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}

/**
 * Makes a folder for one server: inside `stateDirectory`, or in the system's temporary folder when the unprivileged
 * user cannot get at the project (a root user's home, for example). Then the programs are copied there too.
 */
export async function makeServerHome(stateDirectory: string): Promise<ServerHome> {
  const [binaries, account] = await Promise.all([findBinaries(), unprivilegedAccount()]);
  await mkdir(stateDirectory, { recursive: true });
  const folder = await makeOwnFolder(path.join(path.resolve(stateDirectory), 'postgres-'), account);
  if (account === undefined || (await canReach(account, binaries.postgres, folder))) {
    return { folder, binaries, account };
  }
  await rm(folder, { recursive: true, force: true });
  const elsewhere = await makeOwnFolder(path.join(tmpdir(), 'countinghouse-postgres-'), account);
  if (await canReach(account, binaries.postgres, elsewhere)) return { folder: elsewhere, binaries, account };
  const copied = path.join(elsewhere, 'installation');
  return { folder: elsewhere, binaries: await copyBinaries(binaries, copied), account };
}

async function makeOwnFolder(prefix: string, account: Account | undefined): Promise<string> {
  const folder = await mkdtemp(prefix);
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  return folder;
}
