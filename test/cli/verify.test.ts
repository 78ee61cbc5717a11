import { describe, expect, it } from 'vitest';
import { CsvStream } from '../../csv-rules/csv-stream.ts';
import type { Pinned } from '../../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError } from '../../verify/claims.ts';
import { Crc64 } from '../../verify/crc64.ts';
import { verify } from '../../verify/verify.ts';
import { readRandomCases, readTraps } from '../dashboard/preflight-cases.ts';
import { crc64nvme } from '../local/emulator/crc64.ts';
import { answerOf, claimsOf, other, reading, runId, sample } from './claimed-run.ts';

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

  it('says that it cannot, and why, for what has no figures or another declaration', async () => {
    const { bytes, figures, receipt } = sample();
    for (const [changes, why] of [
      [{ figures: null, state: 'REJECTED' }, 'published no figures'],
      [{ declarationVersion: 99 }, 'version 99 of the declaration'],
    ] as const) {
      const cannot = verify(runId, claimsOf([answerOf({ ...receipt, ...changes })], figures), reading(bytes));
      await expect(cannot).rejects.toThrow(CannotVerifyError);
      await expect(cannot).rejects.toThrow(why);
    }
  });
});
