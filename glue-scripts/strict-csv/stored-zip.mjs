/** A zip archive without compression: its bytes depend on the contents only, not on a version of zlib. */
import { crc32 } from 'node:zlib';

// 1980-01-01, the first day that zip knows.
const DATE = (1 << 5) | 1;
const VERSION = 20;
const UTF8_NAMES = 1 << 11;

/**
 * @typedef {object} Entry
 * @property {string} name path with `/`
 * @property {Buffer} bytes
 */

/**
 * @param {Entry[]} entries
 * @returns {Buffer}
 */
export function storedZip(entries) {
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name);
    const facts = describe(bytes, path);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(0x04034b50);
    const file = Buffer.concat([local, facts, path, bytes]);
    directory.push(centralHeader(facts, path, offset));
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...files, central, endRecord(entries.length, central.length, offset)]);
}

/**
 * The part that a file's own header and its entry in the directory have in common.
 * @param {Buffer} bytes
 * @param {Buffer} path
 */
function describe(bytes, path) {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(UTF8_NAMES, 2);
  facts.writeUInt16LE(DATE, 8);
  facts.writeUInt32LE(crc32(bytes), 10);
  facts.writeUInt32LE(bytes.length, 14);
  facts.writeUInt32LE(bytes.length, 18);
  facts.writeUInt16LE(path.length, 22);
  return facts;
}

/**
 * @param {Buffer} facts
 * @param {Buffer} path
 * @param {number} offset where the file's own header begins
 */
function centralHeader(facts, path, offset) {
  const start = Buffer.alloc(6);
  start.writeUInt32LE(0x02014b50, 0);
  start.writeUInt16LE(VERSION, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([start, facts, rest, path]);
}

/**
 * @param {number} count
 * @param {number} size of the directory
 * @param {number} offset of the directory
 */
function endRecord(count, size, offset) {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
