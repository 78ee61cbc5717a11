import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CsvStream } from '../../csv-rules/csv-stream.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { canonicalSha256 } from '../../lambdas/core/receipts/canonical.ts';
import { figuresDigest } from '../../lambdas/core/receipts/figures-digest.ts';
import type { Pinned, Receipt } from '../../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims, declarationSchema } from '../../verify/claims.ts';
import { Crc64 } from '../../verify/crc64.ts';
import type { ReadVersion } from '../../verify/object-bytes.ts';
import { verify } from '../../verify/verify.ts';
import { readRandomCases, readTraps } from '../dashboard/preflight-cases.ts';
import { BAD_ROWS, csv, linesOf, transactions } from '../e2e/files.ts';
import { figuresOf } from '../e2e/oracle.ts';
import { crc64nvme } from '../local/emulator/crc64.ts';

type Bad = [number, number, number, string, string];

/** What a file gives when it arrives in pieces of this size. */
function streamed(
  bytes: Uint8Array,
  columns: ReturnType<typeof readTraps>[number]['columns'],
  maxRowBytes: number,
  piece: number,
) {
  const bad: Bad[] = [];
  const stream = new CsvStream(
    { name: 'file.csv', columns, maxRowBytes },
    { good: () => undefined, bad: (at) => void bad.push([at.line, at.offset, at.length, at.reason, at.column]) },
  );
  for (let at = 0; at < bytes.length; at += piece) stream.take(bytes.subarray(at, at + piece));
  stream.end();
  return { error: stream.rejection?.code ?? null, rows: stream.rows, bad };
}

describe('A file that arrives in pieces', () => {
  it.each([1, 7, 64, 1 << 20])('of %i bytes gives what the reference says of every random file', (piece) => {
    for (const { bytes, columns, maxRowBytes, error, rows, bad } of readRandomCases()) {
      const expected = { error, rows, bad: bad.map((row) => row.slice(0, 5)) };
      expect(streamed(bytes, columns, maxRowBytes, piece), `${Buffer.from(bytes)}`).toEqual(expected);
    }
  });

  it.each([3, 1000, 1 << 20])('of %i bytes gives what the notes say of every plain trap file', (piece) => {
    const traps = readTraps().filter(({ gzip, bytes }) => !gzip && (piece > 100 || bytes.length < 5000));
    expect(traps.length).toBeGreaterThan(60);
    for (const { name, bytes, columns, maxRowBytes, error, rows } of traps) {
      const result = streamed(bytes, columns, maxRowBytes, piece);
      expect(result.error, name).toBe(error?.[0] ?? null);
      if (error === undefined) {
        const bad = rows.filter((row) => row[3] !== null).map((row) => row.slice(0, 5));
        expect(result, name).toMatchObject({ rows: rows.length, bad });
      }
    }
  });
});

it('The checksum is that of S3, however the bytes are cut', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, place) => (place * 7919) % 251);
  for (const cut of [0, 1, 8, 13, 999]) {
    const crc = new Crc64();
    crc.take(bytes.subarray(0, cut));
    crc.take(bytes.subarray(cut));
    expect(crc.base64()).toBe(crc64nvme(bytes));
  }
});

const runId = '00000000-0000-8000-8000-000000000001';
const other = '00000000-0000-8000-8000-000000000002';
const found = readJobTypes(new URL('../../job-types', import.meta.url).pathname).get('branch-stats');
const declaration = declarationSchema.parse(found);

/** A run of a file with good and bad rows, all that is claimed of it, and its bytes. */
function sample(isGzip = false) {
  const wide = { branch: 'WIDE "x"', cents: 99_999_999_999_999_999n };
  const good = [...transactions(2_000, 7), wide, wide, { branch: 'WIDE "x"', cents: -wide.cents }];
  const lines = [
    ...linesOf(good.slice(0, -3)),
    ...['', '', '-'].map((sign) => `2026-01-31T00:00:00Z,"WIDE ""x""",${sign}999999999999999.99`),
  ];
  lines.splice(100, 0, ...BAD_ROWS.map(([row]) => row));
  const bytes = isGzip ? gzipSync(csv(lines)) : Buffer.from(csv(lines));
  const figures = figuresOf(good).map(({ average: _, ...own }) => own);
  const quarantined = new Map<string, number>();
  const columnOf: Record<string, string> = {
    'bad-timestamp': 'timestamp',
    'bad-decimal': 'amount',
    'too-long': 'branch_code',
  };
  for (const [row, reason] of BAD_ROWS) {
    const missing = row.includes(',,') ? 'branch_code' : 'amount';
    const kind = `${reason} ${reason === 'missing' ? missing : (columnOf[reason] ?? '')}`;
    quarantined.set(kind, (quarantined.get(kind) ?? 0) + 1);
  }
  const receipt: Pinned = {
    ...{ format: 1, runId, jobType: 'branch-stats', attempt: 1, state: 'SUCCEEDED', corrects: null, bytesRead: 1 },
    sources: [
      {
        ...{ role: 'transactions', bucket: 'b', key: isGzip ? 'a.csv.gz' : 'a.csv', versionId: 'v' },
        ...{ size: bytes.length, checksum: `CRC64NVME:${crc64nvme(bytes)}`, landedAt: '2026-01-01T00:00:00.000Z' },
      },
    ],
    ...{ rowsRead: good.length + BAD_ROWS.length, rowsCounted: good.length, rowsQuarantined: BAD_ROWS.length },
    quarantined: [...quarantined].map(([kind, count]) => {
      const [reason = '', column = ''] = kind.split(' ');
      return { reason, column, count };
    }),
    ...{
      declarationVersion: declaration.version,
      codeVersion: 'c',
      sparkVersion: '4.1.1',
      startedAt: null,
      error: null,
    },
    endedAt: '2026-01-01T00:00:01.000Z',
    figures: {
      ...{ branches: figures.length, count: good.length, min: '0.00', max: '0.00' },
      sum: totalOf(good.map(({ cents }) => cents)),
      sha256: figuresDigest(figures),
    },
  };
  return { bytes, figures, receipt };
}

function totalOf(cents: readonly bigint[]): string {
  const sum = cents.reduce((total, one) => total + one, 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const answerOf = (receipt: Pinned, standing: Partial<Receipt['standing']> = {}): Receipt => ({
  receipt,
  standing: {
    ...{ counts: true, supersededBy: null, duplicateOf: null, withdrawnAt: null, withdrawnReason: null },
    ...{ rowsCorrected: 0, rowsStillQuarantined: 0, sourcesGone: [], ...standing },
  },
  sha256: canonicalSha256(receipt),
});

const claimsOf = (receipts: readonly Receipt[], figures: ReturnType<typeof sample>['figures']): Claims => ({
  receipt: async (id) => receipts.find(({ receipt }) => receipt.runId === id) as Receipt,
  figures: async function* () {
    yield* figures;
  },
  declaration: async () => declaration,
});

const reading = (bytes: Uint8Array): ReadVersion =>
  async function* () {
    for (let at = 0; at < bytes.length; at += 10_007) yield bytes.subarray(at, at + 10_007);
  };

describe('Verifying a run', () => {
  it.each([false, true])('says that all is equal when it is (compressed: %s)', async (isGzip) => {
    const { bytes, figures, receipt } = sample(isGzip);
    const verdict = await verify(runId, claimsOf([answerOf(receipt)], figures), reading(bytes));
    expect(verdict).toMatchObject({ verdict: 'equal', differences: [] });
  });

  it('names the branch and the figure that was tampered with, as claimed and as found', async () => {
    const { bytes, figures, receipt } = sample();
    const [first, ...more] = figures;
    if (first === undefined) throw new Error('there are no figures');
    const tampered = [{ ...first, max: '123.45' }, ...more.slice(1)];
    const { differences } = await verify(runId, claimsOf([answerOf(receipt)], tampered), reading(bytes));
    expect(differences).toEqual([
      { of: `the branch ${JSON.stringify(first.branchCode)}`, what: 'max', claimed: '123.45', found: first.max },
      {
        of: `the branch ${JSON.stringify(more[0]?.branchCode)}`,
        what: 'count',
        claimed: 'nothing',
        found: String(more[0]?.count),
      },
    ]);
  });

  it('tells that the object has other bytes, and that a row is gone', async () => {
    const { bytes, figures, receipt } = sample();
    const text = bytes.toString();
    const shorter = Buffer.from(text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
    const { differences } = await verify(runId, claimsOf([answerOf(receipt)], figures), reading(shorter));
    expect(differences.map(({ of, what }) => `${of} ${what}`)).toEqual(
      expect.arrayContaining(['the object size', 'the object checksum', 'the rows read', 'all branches digest']),
    );
  });

  it('tells that the receipt does not have the hash that it shows', async () => {
    const { bytes, figures, receipt } = sample();
    const answer = { ...answerOf(receipt), sha256: '0'.repeat(64) };
    const { differences } = await verify(runId, claimsOf([answer], figures), reading(bytes));
    expect(differences).toMatchObject([{ of: 'the receipt', what: 'SHA-256' }]);
  });

  it('holds the bytes of a duplicate against those of the run that it repeats', async () => {
    const { bytes, figures, receipt } = sample();
    const duplicate: Pinned = { ...receipt, runId: other, state: 'DUPLICATE', figures: null };
    const claims = claimsOf([answerOf(receipt), answerOf(duplicate, { duplicateOf: runId })], figures);
    expect(await verify(other, claims, reading(bytes))).toMatchObject({ verdict: 'equal' });
    const differs = await verify(other, claims, reading(bytes.subarray(1)));
    expect(differs.differences.map(({ what }) => what)).toEqual(['size', 'checksum']);
  });

  it('says that it cannot, and why, for what has no figures, another declaration, or is a correction', async () => {
    const { bytes, figures, receipt } = sample();
    for (const [changes, why] of [
      [{ figures: null, state: 'REJECTED' }, 'published no figures'],
      [{ declarationVersion: 99 }, 'version 99 of the declaration'],
      [{ corrects: other }, 'is a correction'],
    ] as const) {
      const cannot = verify(runId, claimsOf([answerOf({ ...receipt, ...changes })], figures), reading(bytes));
      await expect(cannot).rejects.toThrow(CannotVerifyError);
      await expect(cannot).rejects.toThrow(why);
    }
  });
});
