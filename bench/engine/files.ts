import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { generateFile } from '../../local/generate/generate.mjs';
import { alterRows, type Variant } from './variants.ts';

const PIECE = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface FileWish {
  readonly folder: string;
  readonly rows: number;
  readonly seed: number;
  readonly variant: Variant;
  readonly signal: AbortSignal;
}

/** Gives the path of such a file, which is made only when it is not there from an earlier time. */
export async function provideFile(wish: FileWish): Promise<string> {
  const { folder, rows, seed, variant, signal } = wish;
  const file = path.join(folder, `transactions-${rows}-${seed}-${variant}.csv`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  try {
    if (variant === 'plain') await generateFile({ path: unfinished, rows, seed, signal });
    else await alterFile(await provideFile({ ...wish, variant: 'plain' }), unfinished, variant, signal);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
  return file;
}

async function alterFile(from: string, to: string, variant: Variant, signal: AbortSignal): Promise<void> {
  const out = await open(to, 'w');
  try {
    let nextRow = -1; // the header is before the first row
    for await (const rows of wholeRows(from, signal)) {
      const header = nextRow === -1 ? rows.indexOf(NEWLINE) + 1 : 0;
      if (header > 0) {
        await out.writeFile(
          variant === 'quoted' ? alterRows(variant, rows.subarray(0, header), 0) : rows.subarray(0, header),
        );
        nextRow = 0;
      }
      const own = rows.subarray(header);
      await out.writeFile(alterRows(variant, own, nextRow));
      for (const byte of own) if (byte === NEWLINE) nextRow += 1;
    }
  } finally {
    await out.close();
  }
}

/** Reads a file in pieces that end with a row. */
async function* wholeRows(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: PIECE, signal })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
  }
}

/** Reads the file once, so that the first engine does not pay for the disk; gives its size. */
export async function warmUp(file: string, signal: AbortSignal): Promise<number> {
  for await (const _ of createReadStream(file, { highWaterMark: PIECE, signal }));
  return (await stat(file)).size;
}
