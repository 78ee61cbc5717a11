/** The Java libraries that let Spark read from S3: fetched one by one from Maven Central, checked against their hashes. */
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const DEFAULT_BASE = 'https://repo1.maven.org/maven2';
const AT_ONCE = 6;
const TRIES = 3;

/**
 * @typedef {object} Jar
 * @property {string} path below the base address
 * @property {string} sha256 in hexadecimal
 */

/**
 * @param {string} root
 * @returns {string} the folder with the jars
 */
export const jarsDirectory = (root) => join(root, '.countinghouse', 'jars');

/**
 * @param {string} root
 * @returns {Jar[]}
 */
function wantedJars(root) {
  return JSON.parse(readFileSync(join(root, 'local', 'install', 'jars.json'), 'utf8'));
}

/**
 * A jar gets its name only after its hash was checked, so that a file of that name is a right one; the note beside
 * the jars notices a pin that changed.
 * @param {string} root
 * @returns {Jar[]}
 */
export function missingJars(root) {
  const note = join(jarsDirectory(root), 'installed.json');
  /** @type {Jar[]} */
  const installed = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : [];
  const hashes = new Map(installed.map((jar) => [jar.path, jar.sha256]));
  return wantedJars(root).filter((jar) => hashes.get(jar.path) !== jar.sha256 || !existsSync(jarPath(root, jar)));
}

/**
 * @param {string} root
 * @param {Jar} jar
 */
const jarPath = (root, jar) => join(jarsDirectory(root), basename(jar.path));

/**
 * @param {string} root
 * @param {AbortSignal} signal
 * @param {(line: string) => void} log
 */
export async function installJars(root, signal, log) {
  const base = (process.env['COUNTINGHOUSE_MAVEN_BASE'] ?? DEFAULT_BASE).replace(/\/+$/, '');
  mkdirSync(jarsDirectory(root), { recursive: true });
  const waiting = missingJars(root);
  const total = waiting.length;
  let done = 0;
  const worker = async () => {
    for (let jar = waiting.shift(); jar !== undefined; jar = waiting.shift()) {
      await fetchJar(`${base}/${jar.path}`, jarPath(root, jar), jar.sha256, signal);
      done += 1;
      log(`${done} of ${total}: ${basename(jar.path)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  removeStrangers(root);
  writeFileSync(join(jarsDirectory(root), 'installed.json'), JSON.stringify(wantedJars(root)));
}

/**
 * A jar of an older list would stay on Spark's class path.
 * @param {string} root
 */
function removeStrangers(root) {
  const wanted = new Set(wantedJars(root).map((jar) => basename(jar.path)));
  for (const name of readdirSync(jarsDirectory(root))) {
    if (name.endsWith('.jar') && !wanted.has(name)) {
      rmSync(join(jarsDirectory(root), name));
    }
  }
}

/**
 * @param {string} url
 * @param {string} path
 * @param {string} sha256
 * @param {AbortSignal} signal
 */
async function fetchJar(url, path, sha256, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(url, path, sha256, signal);
    } catch (error) {
      if (signal.aborted || attempt === TRIES) {
        throw signal.aborted ? signal.reason : error;
      }
    }
  }
}

/**
 * @param {string} url
 * @param {string} path
 * @param {string} sha256
 * @param {AbortSignal} signal
 */
async function fetchOnce(url, path, sha256, signal) {
  const part = `${path}.part-${process.pid}`;
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk, _encoding, next) {
      hash.update(chunk);
      next(null, chunk);
    },
  });
  try {
    const response = await fetch(url, { signal }).catch((error) => {
      throw new Error(`${url} could not be fetched: ${error.cause?.message ?? error.message}`);
    });
    if (!response.ok || response.body === null) {
      throw new Error(`${url} answered ${response.status} ${response.statusText}`);
    }
    const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
    await pipeline(body, hashing, createWriteStream(part), { signal });
    const found = hash.digest('hex');
    if (found !== sha256) {
      throw new Error(`${url} is not the pinned file: SHA-256 ${found} (${statSync(part).size} bytes), not ${sha256}`);
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}
