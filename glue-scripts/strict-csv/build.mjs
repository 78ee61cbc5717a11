/**
 * Compiles the data source and packs it into a jar; needs a JDK 17 or newer and nothing else.
 *
 *   node build.mjs --classpath DIRECTORY [--classpath DIRECTORY …] --out FILE.jar
 *
 * Each DIRECTORY holds jars: those of Spark, and those of the S3A file system with the AWS SDK. The same sources give
 * the same jar, byte for byte, as far as the compiler is the same.
 */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { storedZip } from './stored-zip.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const MANIFEST = 'Manifest-Version: 1.0\r\n\r\n';

// Lint "path" is off: manifests of Spark's jars name class paths of their own that do not exist.
const COMPILER_FLAGS = ['-Xlint:all,-path', '-Werror', '--release', '17', '-encoding', 'UTF-8', '-proc:none'];

class BuildError extends Error {}

function main() {
  const { values } = parseArgs({
    options: { classpath: { type: 'string', multiple: true }, out: { type: 'string' } },
  });
  if (values.classpath === undefined || values.out === undefined) {
    throw new BuildError('usage: node build.mjs --classpath DIRECTORY [--classpath DIRECTORY …] --out FILE.jar');
  }
  const out = resolve(values.out);
  const classes = mkdtempSync(join(tmpdir(), 'strict-csv-'));
  try {
    compile(values.classpath, classes);
    write(out, jar(classes));
  } finally {
    rmSync(classes, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} classpath
 * @param {string} into
 */
function compile(classpath, into) {
  const jars = classpath.map((directory) => {
    if (!readdirSync(directory).some((name) => name.endsWith('.jar'))) {
      throw new BuildError(`no jars in ${directory}`);
    }
    return join(resolve(directory), '*');
  });
  const sources = filesUnder(join(HERE, 'src')).filter((file) => file.endsWith('.java'));
  const { status, stderr, error } = spawnSync(
    javac(),
    [...COMPILER_FLAGS, '-cp', jars.join(process.platform === 'win32' ? ';' : ':'), '-d', into, ...sources],
    { encoding: 'utf8' },
  );
  if (error !== undefined) {
    throw new BuildError(`javac could not be started (is a JDK 17 or newer installed?): ${error.message}`);
  }
  process.stderr.write(stderr);
  if (status !== 0) {
    throw new BuildError('javac failed');
  }
}

const javac = () => (process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'javac') : 'javac');

/** @param {string} classes */
function jar(classes) {
  const entries = [classes, join(HERE, 'resources')].flatMap((folder) =>
    filesUnder(folder).map((file) => ({
      name: relative(folder, file).split(sep).join('/'),
      bytes: readFileSync(file),
    })),
  );
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  // Java looks for the manifest among the first entries only.
  return storedZip([{ name: 'META-INF/MANIFEST.MF', bytes: Buffer.from(MANIFEST) }, ...entries]);
}

/**
 * Writes beside the file first, so that nobody meets half a jar.
 * @param {string} file
 * @param {Buffer} bytes
 */
function write(file, bytes) {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}

/**
 * @param {string} folder
 * @returns {string[]} all files below it, in a fixed order
 */
function filesUnder(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : [path]));
}

try {
  main();
} catch (error) {
  process.stderr.write(`strict-csv: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof BuildError ? 1 : 2;
}
