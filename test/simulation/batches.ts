import type { JobTypes } from '../../lambdas/core/job-types/index.ts';
import { BATCH_JOB_TYPE } from '../lambdas/batch-job-type.ts';
import { type Content, content } from './aws/content.ts';
import { JOB_NAME, JOB_TYPE } from './stage.ts';

/** Its runs have several files, and give up waiting for them after a day. */
export const BATCHES = { ...BATCH_JOB_TYPE, waitForFilesDays: 1 };
export const ROLES: readonly string[] = BATCHES.sources.map(({ role }) => role);

/** The Glue job of each job type that is done here. */
export const JOB_NAMES: Readonly<Record<string, string>> = { [JOB_TYPE]: JOB_NAME, [BATCHES.name]: 'orders-worker' };

export const withBatches = (jobTypes: JobTypes): JobTypes => new Map([...jobTypes, [BATCHES.name, BATCHES]]);

/** The database knows how a batch counts: its figures are those of branch-stats, and stand in the same tables. */
export const BATCH_FUNCTIONS = `
  create function orders_staged_rows(uuid, integer) returns bigint language sql as 'select branch_stats_staged_rows($1, $2)';
  create function orders_add(uuid, integer) returns void language sql as 'select branch_stats_add($1, $2)';
  create function orders_remove(uuid, integer) returns void language sql as 'select branch_stats_remove($1, $2)';
  create function orders_copy(uuid, integer, uuid, integer) returns void language sql as 'select branch_stats_copy($1, $2, $3, $4)';
  create function orders_discard(uuid, integer) returns void language sql as 'select branch_stats_discard($1, $2)';
  create function orders_receipt(uuid, integer) returns jsonb language sql as 'select branch_stats_receipt($1, $2)';
  create function orders_figures(uuid, integer, text, integer) returns table (place text, figure text) language sql as
    'select * from branch_stats_figures($1, $2, $3, $4)';`;

/** What the files of one run are together: the last one has the figures, the others can only spoil it. */
export function together(files: readonly Content[]): Content {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return only;
  const isBroken = files.some((file) => file.isBroken);
  const parts = { figures: files.at(-1)?.figures ?? [], lines: [], isBroken };
  const checksum = files.map((file) => file.checksum).join(' ');
  return { ...content(files.map(({ name }) => name).join(' and '), parts), checksum };
}
