import { createHash } from 'node:crypto';

/** The figures of one branch as they are told: amounts with two decimals. */
export interface BranchFigures {
  readonly branchCode: string;
  readonly count: number | bigint;
  readonly min: string;
  readonly max: string;
  readonly sum: string;
}

/**
 * What pins every number of a table, as the database's function branch_stats_receipt makes it: the SHA-256 over the
 * SHA-256s of the lines `["<branch code>","<count>","<min>","<max>","<sum>"]`, each with a newline.
 * @param branches in the order of the UTF-8 bytes of their codes
 */
export function figuresDigest(branches: Iterable<BranchFigures>): string {
  const whole = createHash('sha256');
  for (const { branchCode, count, min, max, sum } of branches) {
    const line = `${JSON.stringify([branchCode, String(count), min, max, sum])}\n`;
    whole.update(createHash('sha256').update(line, 'utf8').digest());
  }
  return whole.digest('hex');
}
