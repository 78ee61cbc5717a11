import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import type { Column } from '../csv-rules/columns.ts';
import { type BadPlace, CsvStream, type RowReceiver } from '../csv-rules/csv-stream.ts';
import { Crc64 } from './crc64.ts';

export interface FileRules {
  readonly key: string;
  readonly columns: readonly Column[];
  readonly maxRowBytes: number;
}

/** What the stored bytes of a file are, whatever is reported of its rows. */
export interface FileFound {
  readonly size: number;
  /** Base64 of the CRC-64/NVME. */
  readonly checksum: string;
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  /** Number of bad rows by reason and column, as `reason column`. */
  readonly quarantined: ReadonlyMap<string, number>;
  /** Why no row could be read; null when they could. */
  readonly rejection: string | null;
  readonly unchecked: readonly string[];
}

/** Told the rows of a file, in order. */
export interface FileReceiver {
  /** Gives the reason and column for which the row is bad all the same; undefined: it is good. */
  good(...row: Parameters<RowReceiver['good']>): (Pick<BadPlace, 'column'> & { reason: string }) | undefined;
  /** Told of each row that breaks a rule. */
  bad?(place: BadPlace): void;
}

/** Reads a file from its stored bytes; the memory does not grow with it. */
export async function readFile(
  pieces: AsyncIterable<Uint8Array>,
  { key, columns, maxRowBytes }: FileRules,
  receiver: FileReceiver,
): Promise<FileFound> {
  const quarantined = new Map<string, number>();
  let rowsQuarantined = 0;
  const quarantine = ({ reason, column }: { reason: string; column: string }): void => {
    rowsQuarantined++;
    const kind = `${reason} ${column}`;
    quarantined.set(kind, (quarantined.get(kind) ?? 0) + 1);
  };
  const stream = new CsvStream(
    { name: key.split('/').at(-1) ?? '', columns, maxRowBytes },
    {
      good: (bytes, row, places) => {
        const bad = receiver.good(bytes, row, places);
        if (bad !== undefined) quarantine(bad);
      },
      bad: (place) => {
        quarantine(place);
        receiver.bad?.(place);
      },
    },
  );
  const crc = new Crc64();
  let size = 0;
  const stored = (async function* () {
    for await (const piece of pieces) {
      crc.take(piece);
      size += piece.length;
      yield piece;
    }
  })();
  let corruption: string | null = null;
  try {
    for await (const piece of key.endsWith('.gz') ? gunzipped(stored) : stored) stream.take(piece);
    stream.end();
  } catch (error) {
    if (!isDamage(error)) throw error;
    corruption = `It cannot be decompressed: ${error.message}.`;
    for await (const _ of stored) {
      // The checksum is that of all bytes.
    }
  }
  return {
    ...{ size, checksum: crc.base64(), rowsRead: stream.rows, rowsQuarantined, quarantined },
    ...{ unchecked: [...stream.unchecked], rejection: corruption ?? stream.rejection?.message ?? null },
  };
}

const isDamage = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^Z_|^ERR_ZLIB|^ERR_STREAM_PREMATURE/.test(String(error.code));

async function* gunzipped(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  const feeding = (async () => {
    for await (const piece of stored) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(piece)) await Promise.race([once(gunzip, 'drain'), once(gunzip, 'close')]);
    }
    gunzip.end();
  })();
  feeding.catch((error: Error) => gunzip.destroy(error));
  yield* gunzip;
  await feeding;
}
