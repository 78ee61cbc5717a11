import type { Pinned } from '../lambdas/core/receipts/receipt.ts';
import type { Claims } from './claims.ts';
import { compareFigures, compareReceipt, type Difference, differing } from './compare.ts';
import { correctedLines } from './corrected.ts';
import { LineJudge } from './line-judge.ts';
import { LineSet } from './line-set.ts';
import type { ReadVersion } from './object-bytes.ts';
import { recompute } from './recompute.ts';
import { requireAllChecked, rulesOf, sourceOf } from './source.ts';
import type { Held } from './verify.ts';

/**
 * Holds a correction's figures against its bytes and those of the run that it corrects: a row counts when its line was
 * quarantined there, and was not put right before. The first is found in the bytes; the second only the lines of the other
 * corrections tell, which the database lets no two corrections that stand have in common.
 * @param target the run that is corrected
 */
export async function verifyCorrection(
  receipt: Pinned,
  target: string,
  claims: Claims,
  read: ReadVersion,
): Promise<Held> {
  const rules = await rulesOf(receipt, claims);
  const { own, others, twice } = await correctedLines(target, claims, receipt.runId);
  const { quarantined, differences } = await quarantinedLines(target, claims, read);
  const corrected = new LineSet();
  const judge = new LineJudge(quarantined, own, others, corrected);
  const found = await recompute(read(sourceOf(receipt)), rules, { judge });
  requireAllChecked(found);
  return {
    checked: `${found.rowsRead} rows that correct ${corrected.size} of run ${target}`,
    differences: [
      ...differences,
      ...differing('the file', 'header or compression', null, found.rejection),
      ...compareReceipt(receipt, found),
      ...differing('the corrected lines', 'number', own.size, corrected.size),
      ...differing('the corrected lines', 'corrected twice', 0, twice),
      ...differing('the corrected lines', 'left to a correction that there is not', 0, judge.unexplained),
      ...(await compareFigures(claims.figures(receipt.runId), found)),
    ],
  };
}

/** The lines that a file has in quarantine, found in its own bytes. */
async function quarantinedLines(
  runId: string,
  claims: Claims,
  read: ReadVersion,
): Promise<{ quarantined: LineSet; differences: readonly Difference[] }> {
  const { receipt } = await claims.receipt(runId);
  const source = sourceOf(receipt);
  const quarantined = new LineSet();
  const found = await recompute(read(source), await rulesOf(receipt, claims), {
    onBad: (line) => void quarantined.add(line),
  });
  requireAllChecked(found);
  const of = `the object of run ${runId}`;
  return {
    quarantined,
    differences: [
      ...differing(of, 'size', source.size, found.size),
      ...differing(of, 'checksum', source.checksum, `CRC64NVME:${found.checksum}`),
      ...differing(of, 'quarantined rows', receipt.rowsQuarantined, found.rowsQuarantined),
    ],
  };
}
