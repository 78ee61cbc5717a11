import { gzipSync } from 'node:zlib';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { canonicalSha256 } from '../../lambdas/core/receipts/canonical.ts';
import type { CorrectedLines } from '../../lambdas/core/receipts/corrected-lines.ts';
import { figuresDigest } from '../../lambdas/core/receipts/figures-digest.ts';
import type { Pinned, Receipt } from '../../lambdas/core/receipts/receipt.ts';
import { type Claims, declarationSchema } from '../../verify/claims.ts';
import type { ReadVersion } from '../../verify/object-bytes.ts';
import { BAD_ROWS, csv, linesOf, transactions } from '../e2e/files.ts';
import { decimal, figuresOf, type Transaction } from '../e2e/oracle.ts';
import { crc64nvme } from '../local/emulator/crc64.ts';

export const runId = '00000000-0000-8000-8000-000000000001';
export const other = '00000000-0000-8000-8000-000000000002';
export const third = '00000000-0000-8000-8000-000000000003';

const found = readJobTypes(new URL('../../job-types', import.meta.url).pathname).get('branch-stats');
export const declaration = declarationSchema.parse(found);

export interface ClaimedRun {
  readonly bytes: Buffer;
  readonly figures: readonly { branchCode: string; count: number; min: string; max: string; sum: string }[];
  readonly receipt: Pinned;
}

interface What {
  readonly id?: string;
  readonly key: string;
  readonly bytes: Buffer;
  readonly good: readonly Transaction[];
  /** `reason column` of each bad row. */
  readonly bad: readonly string[];
  readonly corrects?: string;
}

/** Everything that a run claims which has read a file rightly. */
export function claimedRun({ id = runId, key, bytes, good, bad, corrects }: What): ClaimedRun {
  const figures = figuresOf(good).map(({ average: _, ...own }) => own);
  const total = good.reduce((sum, { cents }) => sum + cents, 0n);
  const receipt: Pinned = {
    ...{ format: 1, runId: id, jobType: 'branch-stats', attempt: 1, state: 'SUCCEEDED', corrects: corrects ?? null },
    sources: [
      {
        ...{ role: 'transactions', bucket: 'b', key, versionId: 'v', size: bytes.length },
        ...{ checksum: `CRC64NVME:${crc64nvme(bytes)}`, landedAt: '2026-01-01T00:00:00.000Z' },
      },
    ],
    ...{ bytesRead: 1, rowsRead: good.length + bad.length, rowsCounted: good.length, rowsQuarantined: bad.length },
    quarantined: [...new Set(bad)].map((kind) => {
      const [reason = '', column = ''] = kind.split(' ');
      return { reason, column, count: bad.filter((one) => one === kind).length };
    }),
    ...{ declarationVersion: declaration.version, codeVersion: 'c', sparkVersion: '4.1.1' },
    ...{ startedAt: null, endedAt: '2026-01-01T00:00:01.000Z', error: null },
    figures: {
      ...{ branches: figures.length, count: good.length, min: '0.00', max: '0.00' },
      ...{ sum: decimal(total, 2), sha256: figuresDigest(figures) },
    },
  };
  return { bytes, figures, receipt };
}

/** The bad rows of a sample lie at these lines. */
export const badLines = BAD_ROWS.map((_, index) => 102 + index);

/** A run of a file with good and bad rows. */
export function sample(isGzip = false): ClaimedRun {
  const wide = { branch: 'WIDE "x"', cents: 99_999_999_999_999_999n };
  const good = [...transactions(2_000, 7), wide, wide, { ...wide, cents: -wide.cents }];
  const lines = [
    ...linesOf(good.slice(0, -3)),
    ...['', '', '-'].map((sign) => `2026-01-31T00:00:00Z,"WIDE ""x""",${sign}999999999999999.99`),
  ];
  lines.splice(100, 0, ...BAD_ROWS.map(([row]) => row));
  const columnOf: Record<string, string> = {
    'bad-timestamp': 'timestamp',
    'bad-decimal': 'amount',
    'too-long': 'branch_code',
  };
  const bad = BAD_ROWS.map(([row, reason]) => {
    const missing = row.includes(',,') ? 'branch_code' : 'amount';
    return `${reason} ${reason === 'missing' ? missing : (columnOf[reason] ?? '')}`;
  });
  const bytes = isGzip ? gzipSync(csv(lines)) : Buffer.from(csv(lines));
  return claimedRun({ key: isGzip ? 'a.csv.gz' : 'a.csv', bytes, good, bad });
}

export const answerOf = (receipt: Pinned, standing: Partial<Receipt['standing']> = {}): Receipt => ({
  receipt,
  standing: {
    ...{ counts: true, supersededBy: null, duplicateOf: null, withdrawnAt: null, withdrawnReason: null },
    ...{ rowsCorrected: 0, rowsStillQuarantined: receipt.rowsQuarantined, sourcesGone: [], ...standing },
  },
  sha256: canonicalSha256(receipt),
});

export const claimsOf = (
  receipts: readonly Receipt[],
  figures: ClaimedRun['figures'],
  corrected: readonly CorrectedLines[] = [],
): Claims => ({
  receipt: async (id) => receipts.find(({ receipt }) => receipt.runId === id) as Receipt,
  figures: async function* () {
    yield* figures;
  },
  correctedLines: async function* () {
    yield* corrected;
  },
  declaration: async () => declaration,
});

/** @param bytes those of every object, or of each by its key */
export const reading = (bytes: Uint8Array | Readonly<Record<string, Uint8Array>>): ReadVersion =>
  async function* ({ key }) {
    const own = bytes instanceof Uint8Array ? bytes : (bytes[key] ?? new Uint8Array(0));
    for (let at = 0; at < own.length; at += 10_007) yield own.subarray(at, at + 10_007);
  };
