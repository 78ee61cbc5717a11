import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * An archive of Spark's classes, parsed and checked (class data sharing): with it, Java starts Spark in half the time.
 * It is good for one Java and one class path; jars may come behind that class path.
 */
export interface ClassArchive {
  /** Named by everything that the archive depends on. */
  readonly file: string;
  /** Says how long the archive is; written last. */
  readonly note: string;
}

export interface ArchivedProgram {
  readonly java: string;
  readonly classPath: readonly string[];
}

/** What is run while the archive is made. */
export const trainingScript = fileURLToPath(new URL('training/train_classes.py', import.meta.url));

/**
 * Options that hold with and without an archive.
 *
 * The serial collector needs the least of two cores. Java speaks of errors only: an archive that turns out not to fit is
 * none. It is mapped where it was made for, since moving it touches every page.
 */
export const archivableOptions: readonly string[] = [
  '-XX:+UseSerialGC',
  '-XX:+UnlockDiagnosticVMOptions',
  '-XX:ArchiveRelocationMode=0',
  '-Xlog:disable',
  '-Xlog:all=error:stderr',
];

/** Names the archive for a program, whether it has been made or not. */
export function classArchive(folder: string, { java, classPath }: ArchivedProgram): ClassArchive {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([javaVersion(java), archivableOptions, ...classPath.map(jarVersion)]));
  hash.update(readFileSync(trainingScript));
  const name = hash.digest('hex').slice(0, 32);
  return { file: path.join(folder, `${name}.jsa`), note: path.join(folder, `${name}.json`) };
}

/** Java itself looks at size and time of each jar; another content with both the same would pass there, too. */
function jarVersion(file: string): (string | number)[] {
  const { size, mtimeMs } = statSync(file);
  return [file, size, mtimeMs];
}

function javaVersion(java: string): string[] {
  const program = realpathSync(java);
  const release = path.join(path.dirname(path.dirname(program)), 'release');
  const { size, mtimeMs } = statSync(program);
  return [program, `${size} ${mtimeMs}`, readIfThere(release) ?? ''];
}

/** Tells whether an archive has been made, or that none can be: then it is not to be tried at each start again. */
export function wasTried({ note }: ClassArchive): boolean {
  return notedBytes(note) !== undefined;
}

/** Tells whether an archive is there, whole: Java would crash on half of one. */
export function isUsable({ file, note }: ClassArchive): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  return size !== undefined && size > 0 && size === notedBytes(note);
}

/** Options with which Java uses the archive, and starts without it should it not fit. */
export function usingArchive(archive: ClassArchive): string[] {
  return isUsable(archive) ? [`-XX:SharedArchiveFile=${archive.file}`, '-Xshare:auto'] : [];
}

function notedBytes(note: string): number | undefined {
  const text = readIfThere(note);
  return text !== undefined && /^\d+\n$/.test(text) ? Number(text) : undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
