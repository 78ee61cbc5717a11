import type { Pinned } from '../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims } from './claims.ts';

import type { FileRules, Found } from './recompute.ts';

/** The version that a run has read. @throws CannotVerifyError when it has read several */
export function sourceOf({ runId, sources }: Pinned): Pinned['sources'][number] {
  const [source, ...more] = sources;
  if (source === undefined || more.length > 0) {
    throw new CannotVerifyError(`Run ${runId} has ${sources.length} sources; this command reads one.`);
  }
  return source;
}

/** The rules by which a run has read its file. @throws CannotVerifyError when they are not known any more */
export async function rulesOf(receipt: Pinned, claims: Claims): Promise<FileRules> {
  const { runId, jobType, declarationVersion } = receipt;
  const declaration = await claims.declaration(jobType);
  const columns = declaration?.sources[0]?.columns;
  if (declaration === undefined || columns === undefined || jobType !== 'branch-stats') {
    throw new CannotVerifyError(`This command does not know how figures of the job type ${jobType} are made.`);
  }
  const { version, maxRowBytes } = declaration;
  if (declarationVersion !== version) {
    throw new CannotVerifyError(
      `Run ${runId} was read by version ${declarationVersion} of the declaration; the API gives version ${version}.`,
    );
  }
  return { key: sourceOf(receipt).key, columns, maxRowBytes };
}

/** @throws CannotVerifyError when a rule was met that is checked in Java only */
export function requireAllChecked({ unchecked }: Found): void {
  if (unchecked.length > 0) {
    throw new CannotVerifyError(`The pattern of ${unchecked.join(', ')} can be checked in Java only.`);
  }
}
