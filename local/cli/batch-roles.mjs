/**
 * Which file is which, when a run has several: told by the header, or where that tells nothing by the file's name.
 * Dependency-free: it runs before `node_modules` exists.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';

/**
 * @typedef {object} SourceDeclaration as in `job-types/`
 * @property {string} role
 * @property {ReadonlyArray<{ name: string }>} columns
 */

/** A header lies within so many bytes of a file, in all likelihood; where it does not, the file's name tells. */
const LOOK = 64 * 1024;
/** A field and what ends it. */
const FIELD = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|\r|$)/gy;

/**
 * @param {string} path
 * @param {readonly SourceDeclaration[]} sources
 * @returns {string | undefined} the role; undefined when neither header nor name tells it
 */
export function roleOf(path, sources) {
  const names = new Set(headerOf(path));
  const fitting = sources.filter(({ columns }) => columns.every(({ name }) => names.has(name)));
  if (fitting.length === 1) {
    return fitting[0]?.role;
  }
  const stem = basename(path).replace(/(\.csv)?(\.gz)?$/, '');
  return sources.find(({ role }) => role === stem)?.role;
}

/** @param {string} path */
function headerOf(path) {
  const start = readStart(path);
  const text = path.endsWith('.gz') ? inflated(start) : start;
  return firstRecord(text.toString('utf8').replace(/^\uFEFF/, ''));
}

/**
 * @param {Buffer} start of a gzip file
 * @returns {Buffer} empty when it is none: its run will say so
 */
function inflated(start) {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, LOOK);
  } catch {
    return Buffer.alloc(0);
  }
}

/** @param {string} path */
function readStart(path) {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(LOOK);
    return start.subarray(0, readSync(file, start, 0, LOOK, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * The fields of the first record (RFC 4180).
 * @param {string} text
 */
function firstRecord(text) {
  /** @type {string[]} */
  const fields = [];
  for (const [, field = '', end] of text.matchAll(FIELD)) {
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ',') {
      break;
    }
  }
  return fields;
}
