import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import type { Column } from '../csv-rules/columns.ts';
import { CsvStream, type RowReceiver } from '../csv-rules/csv-stream.ts';
import { BranchTable, type BranchUnits } from './branch-table.ts';
import { Crc64 } from './crc64.ts';
import { LINE_COLUMN, type LineJudge, lineIn } from './line-judge.ts';

export interface Found {
  readonly size: number;
  /** Base64 of the CRC-64/NVME. */
  readonly checksum: string;
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  /** Number of bad rows by reason and column, as `reason column`. */
  readonly quarantined: ReadonlyMap<string, number>;
  readonly branches: readonly BranchUnits[];
  readonly scale: number;
  /** Why no row could be read; null when they could. */
  readonly rejection: string | null;
  readonly unchecked: readonly string[];
}

export interface FileRules {
  readonly key: string;
  readonly columns: readonly Column[];
  readonly maxRowBytes: number;
}

/** What is asked of the rows besides. */
export interface Asked {
  /** Told the line of each row that breaks a rule. */
  readonly onBad?: (line: number) => void;
  /** The file is a correction: its rows name lines, and are judged by them too. */
  readonly judge?: LineJudge;
}

/** The places of the columns that the report branch-stats is made of. */
const GROUP = 'branch_code';
const MEASURE = 'amount';

/** Computes everything that a receipt says of a file from its stored bytes; the memory does not grow with the file. */
export async function recompute(
  pieces: AsyncIterable<Uint8Array>,
  rules: FileRules,
  { onBad, judge }: Asked = {},
): Promise<Found> {
  const columns = judge === undefined ? rules.columns : [...rules.columns, LINE_COLUMN];
  const [group, measure, line] = [GROUP, MEASURE, LINE_COLUMN.name].map((name) =>
    columns.findIndex((column) => column.name === name),
  ) as [number, number, number];
  const amount = columns[measure];
  if (group < 0 || amount?.type !== 'decimal') {
    throw new Error(`The declaration must have the columns ${GROUP} and ${MEASURE}.`);
  }
  const table = new BranchTable(amount.scale);
  const quarantined = new Map<string, number>();
  let rowsQuarantined = 0;
  const quarantine = (reason: string, column: string): void => {
    rowsQuarantined++;
    const kind = `${reason} ${column}`;
    quarantined.set(kind, (quarantined.get(kind) ?? 0) + 1);
  };
  const count: RowReceiver['good'] = (bytes, row, places) =>
    table.add(bytes, row, places[group] as number, places[measure] as number);
  const countIfItCorrects =
    (judge: LineJudge): RowReceiver['good'] =>
    (bytes, row, places) => {
      const place = places[line] as number;
      const reason = judge.judge(lineIn(bytes, row.fieldFrom[place] as number, row.fieldTo[place] as number));
      if (reason === null) count(bytes, row, places);
      else quarantine(reason, LINE_COLUMN.name);
    };
  const stream = new CsvStream(
    { name: rules.key.split('/').at(-1) ?? '', columns, maxRowBytes: rules.maxRowBytes },
    {
      good: judge === undefined ? count : countIfItCorrects(judge),
      bad: ({ reason, column, line }) => {
        quarantine(reason, column);
        onBad?.(line);
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
    for await (const piece of rules.key.endsWith('.gz') ? gunzipped(stored) : stored) stream.take(piece);
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
    ...{ branches: table.figures(), scale: amount.scale, unchecked: [...stream.unchecked] },
    rejection: corruption ?? stream.rejection?.message ?? null,
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
