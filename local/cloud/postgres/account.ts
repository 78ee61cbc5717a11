import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating system's user that PostgreSQL runs as; it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Gives undefined when this process may run PostgreSQL as it is, that is, when it is not root. */
export async function unprivilegedAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const account = await accountOf(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody". Start as another ' +
      'user, or name a PostgreSQL server of your own in COUNTINGHOUSE_POSTGRES_URL.',
  );
}

async function accountOf(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // no such user
  }
}

/** Whether that user can run a program and write into a folder. Only the kernel knows, so that user is asked. */
export async function canReach(account: Account, program: string, folder: string): Promise<boolean> {
  const ask = 'test -x "$0" && test -r "$0" && test -w "$1" && test -x "$1"';
  return run('/bin/sh', ['-c', ask, program, folder], { cwd: '/', ...account }).then(
    () => true,
    () => false,
  );
}
