import { crc32 } from 'node:zlib';

/** A zip archive of text files, stored without compression: what a deployed function's code is packed in. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(files).map(([name, text]) => ({ name: Buffer.from(name), body: Buffer.from(text) }));
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, body } of entries) {
    const fields = commonFields(name, body);
    const header = Buffer.concat([signature(0x04034b50), fields, name, body]);
    central.push(Buffer.concat([signature(0x02014b50), versionMadeBy, fields, trailer(offset), name]));
    local.push(header);
    offset += header.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, end(entries.length, directory.length, offset)]);
}

const versionMadeBy = Buffer.from([20, 3]);

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function commonFields(name: Buffer, body: Buffer): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0); // version needed
  bytes.writeUInt16LE(0x0021, 8); // 1 January 1980: zip's first day
  bytes.writeUInt32LE(crc32(body), 10);
  bytes.writeUInt32LE(body.length, 14);
  bytes.writeUInt32LE(body.length, 18);
  bytes.writeUInt16LE(name.length, 22);
  return bytes;
}

function trailer(offset: number): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.writeUInt32LE((0o100644 << 16) >>> 0, 6); // a plain file, readable by all
  bytes.writeUInt32LE(offset, 10);
  return bytes;
}

function end(count: number, size: number, offset: number): Buffer {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32LE(0x06054b50, 0);
  bytes.writeUInt16LE(count, 8);
  bytes.writeUInt16LE(count, 10);
  bytes.writeUInt32LE(size, 12);
  bytes.writeUInt32LE(offset, 16);
  return bytes;
}
