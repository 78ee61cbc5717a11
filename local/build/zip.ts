import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; names use `/`. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
/** 1980-01-01, the earliest date that the format can say: the same input gives the same bytes on any day. */
const FIXED_DATE = 0x0021;
const VERSION = 20;
const DEFLATED = 8;

/** Gives the bytes of a zip archive that depend on names and contents only. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of sorted) {
    const packed = deflateRawSync(content, { level: 9 });
    const fields = commonFields(name, content, packed.length);
    const nameBytes = Buffer.from(name, 'utf8');
    const local = Buffer.concat([number32(LOCAL_HEADER), fields, nameBytes, packed]);
    centrals.push(
      // made by, common fields, comment length, disk, internal attributes, external attributes (a plain file, 0644)
      Buffer.concat([
        number32(CENTRAL_HEADER),
        number16((3 << 8) | VERSION),
        fields,
        Buffer.alloc(6),
        number32(0o100644 * 0x10000),
        number32(offset),
        nameBytes,
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = [
    number32(END_OF_CENTRAL),
    number32(0),
    number16(sorted.length),
    number16(sorted.length),
    number32(directory.length),
    number32(offset),
    number16(0),
  ];
  return Buffer.concat([...locals, directory, ...end]);
}

/** What a local header and its twin in the directory have in common. */
function commonFields(name: string, content: Buffer, packedSize: number): Buffer {
  return Buffer.concat([
    number16(VERSION),
    number16(0x0800),
    number16(DEFLATED),
    number16(0),
    number16(FIXED_DATE),
    number32(crc32(content)),
    number32(packedSize),
    number32(content.length),
    number16(Buffer.byteLength(name, 'utf8')),
    number16(0),
  ]);
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
