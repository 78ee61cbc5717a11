import { canonicalSha256 } from '../lambdas/core/receipts/canonical.ts';
import type { Receipt } from '../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims } from './claims.ts';
import { type Difference, differing } from './compare.ts';
import { Crc64 } from './crc64.ts';
import type { ReadVersion } from './object-bytes.ts';
import { sourceOf } from './source.ts';
import { verifyBalances } from './verify-balances.ts';
import { verifyCorrection } from './verify-correction.ts';
import { verifyFile } from './verify-file.ts';

export interface Verdict {
  readonly runId: string;
  readonly verdict: 'equal' | 'differs';
  /** What was held against what. */
  readonly checked: string;
  readonly differences: readonly Difference[];
}

/** What was held against what, and what is not equal. */
export type Held = Pick<Verdict, 'checked' | 'differences'>;

/** Holds a run's receipt and figures against its bytes. @throws CannotVerifyError */
export async function verify(runId: string, claims: Claims, read: ReadVersion): Promise<Verdict> {
  const answer = await claims.receipt(runId);
  const { state, figures } = answer.receipt;
  const ofHash = differing('the receipt', 'SHA-256', answer.sha256, canonicalSha256(answer.receipt));
  if (state !== 'DUPLICATE' && figures === null) {
    throw new CannotVerifyError(`Run ${runId} is ${state} and published no figures.`);
  }
  const held = await hold(answer, claims, read);
  const differences = [...ofHash, ...held.differences];
  return { runId, verdict: differences.length === 0 ? 'equal' : 'differs', checked: held.checked, differences };
}

function hold(answer: Receipt, claims: Claims, read: ReadVersion): Promise<Held> {
  const { receipt } = answer;
  if (receipt.state === 'DUPLICATE') return verifyDuplicate(answer, claims, read);
  if (receipt.jobType === 'account-balances') return verifyBalances(receipt, claims, read);
  return receipt.corrects === null
    ? verifyFile(answer, claims, read)
    : verifyCorrection(receipt, receipt.corrects, claims, read);
}

async function verifyDuplicate({ receipt, standing }: Receipt, claims: Claims, read: ReadVersion): Promise<Held> {
  if (standing.duplicateOf === null) {
    throw new CannotVerifyError(`Run ${receipt.runId} names no run that it repeats.`);
  }
  const repeated = (await claims.receipt(standing.duplicateOf)).receipt;
  const of = `the bytes of run ${standing.duplicateOf}`;
  const differences = [...differing(`run ${standing.duplicateOf}`, 'corrects', repeated.corrects, receipt.corrects)];
  for (const { role } of repeated.sources) {
    const source = sourceOf(repeated, role);
    const crc = new Crc64();
    let size = 0;
    for await (const piece of read(sourceOf(receipt, role))) {
      crc.take(piece);
      size += piece.length;
    }
    differences.push(
      ...differing(of, 'size', source.size, size),
      ...differing(of, 'checksum', source.checksum, `CRC64NVME:${crc.base64()}`),
    );
  }
  return { checked: 'bytes against those of the run that it repeats', differences };
}
