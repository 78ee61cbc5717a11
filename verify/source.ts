import type { Pinned } from '../lambdas/core/receipts/receipt.ts';
import { CannotVerifyError, type Claims } from './claims.ts';
import type { FileFound, FileRules } from './read-file.ts';

/** Job types whose figures this command can compute. */
const KNOWN = new Set(['branch-stats', 'account-balances']);

type Source = Pinned['sources'][number];

/** The version that a run has read, in this role where it has read several. @throws CannotVerifyError for another number */
export function sourceOf({ runId, sources }: Pinned, role?: string): Source {
  const [source, ...more] = sources.filter((one) => (role ?? one.role) === one.role);
  if (source === undefined || more.length > 0) {
    const which = role === undefined ? 'sources' : `sources of the role ${role}`;
    throw new CannotVerifyError(
      `Run ${runId} has ${more.length + (source === undefined ? 0 : 1)} ${which}; it must have one.`,
    );
  }
  return source;
}

/** The rules by which a run has read its file, or that of a role. @throws CannotVerifyError when they are not known any more */
export async function rulesOf(receipt: Pinned, claims: Claims, role?: string): Promise<FileRules> {
  const { runId, jobType, declarationVersion } = receipt;
  const declaration = await claims.declaration(jobType);
  const columns = declaration?.sources.find((one) => (role ?? one.role) === one.role)?.columns;
  if (declaration === undefined || columns === undefined || !KNOWN.has(jobType)) {
    throw new CannotVerifyError(`This command does not know how figures of the job type ${jobType} are made.`);
  }
  const { version, maxRowBytes } = declaration;
  if (declarationVersion !== version) {
    throw new CannotVerifyError(
      `Run ${runId} was read by version ${declarationVersion} of the declaration; the API gives version ${version}.`,
    );
  }
  return { key: sourceOf(receipt, role).key, columns, maxRowBytes };
}

/** @throws CannotVerifyError when a rule was met that is checked in Java only */
export function requireAllChecked({ unchecked }: FileFound): void {
  if (unchecked.length > 0) {
    throw new CannotVerifyError(`The pattern of ${unchecked.join(', ')} can be checked in Java only.`);
  }
}
