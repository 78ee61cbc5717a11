import type { Receipt } from '../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims } from './claims.ts';
import { compareFigures, compareReceipt, differing } from './compare.ts';
import { type Corrected, correctedLines } from './corrected.ts';
import type { ReadVersion } from './object-bytes.ts';
import { recompute } from './recompute.ts';
import { requireAllChecked, rulesOf, sourceOf } from './source.ts';
import type { Held } from './verify.ts';

/** Holds a file's figures against its bytes, and its rows that corrections have put right against those that are bad in it. */
export async function verifyFile(answer: Receipt, claims: Claims, read: ReadVersion): Promise<Held> {
  const { receipt } = answer;
  const rules = await rulesOf(receipt, claims);
  const { corrected, standing } = await corrections(answer, claims);
  let quarantinedAndCorrected = 0;
  const found = await recompute(read(sourceOf(receipt)), rules, {
    onBad: (line) => {
      if (corrected.standing.has(line)) quarantinedAndCorrected++;
    },
  });
  requireAllChecked(found);
  const stillQuarantined = found.rowsQuarantined - quarantinedAndCorrected;
  const counted = corrected.standing.size === 0 ? '' : `, ${corrected.standing.size} more corrected`;
  return {
    checked: `${found.rowsRead} rows${counted}`,
    differences: [
      ...differing('the file', 'header or compression', null, found.rejection),
      ...compareReceipt(receipt, found),
      ...differing('the rows', 'corrected', standing.rowsCorrected, quarantinedAndCorrected),
      ...differing('the rows', 'still quarantined', standing.rowsStillQuarantined, stillQuarantined),
      ...differing('the corrected lines', 'number', corrected.standing.size, quarantinedAndCorrected),
      ...differing('the corrected lines', 'corrected twice', 0, corrected.twice),
      ...(await compareFigures(claims.figures(receipt.runId), found)),
    ],
  };
}

const TRIES = 5;

/** What corrections have put right and what the receipt says of it, of one moment: a correction may be published meanwhile. */
async function corrections({ receipt: { runId }, standing }: Receipt, claims: Claims) {
  let before = standing;
  for (let tried = 0; tried < TRIES; tried++) {
    const corrected: Corrected = await correctedLines(runId, claims);
    const { standing: after } = await claims.receipt(runId);
    if (after.rowsCorrected === before.rowsCorrected) return { corrected, standing: after };
    before = after;
  }
  throw new CannotVerifyError(`Run ${runId} is being corrected all the time. Try again when that is over.`);
}
