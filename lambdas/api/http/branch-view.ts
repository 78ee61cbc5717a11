import { z } from 'zod';
import { branchSorts, orders } from '../../core/reports/branch.ts';
import type { BranchView } from '../../core/reports/branch-reports.ts';
import { runIdSchema } from '../../core/reports/values.ts';
import { repeatable, searchSchema } from './query.ts';

/** A day of the calendar; PostgreSQL has no year 0. */
const daySchema = z.iso.date().refine((day) => day >= '0001-01-01', 'must be a day since 0001-01-01');

/** Query parameters that say which branches are shown, and in which order. */
export const branchViewParameters = {
  runId: repeatable(runIdSchema, 200).meta({
    description:
      'Only the figures of these runs, whether they count or not, with those of the corrections of them that stand.',
  }),
  landedFrom: daySchema.optional().meta({ description: 'Only of files that landed on this day (UTC) or later.' }),
  landedTo: daySchema.optional().meta({ description: 'Only of files that landed on this day (UTC) or earlier.' }),
  q: searchSchema,
  sort: z.enum(branchSorts).default('branchCode'),
  order: z.enum(orders).default('asc'),
};

const parametersSchema = z.object(branchViewParameters);
type ViewParameters = z.output<typeof parametersSchema>;

/** Adds what no single parameter can tell: that runs and days exclude one another, and that days are in order. */
export function checkScope(
  given: Pick<ViewParameters, 'runId' | 'landedFrom' | 'landedTo'>,
  context: z.RefinementCtx,
): void {
  const { runId, landedFrom, landedTo } = given;
  if (runId !== undefined && runId.length > 0 && (landedFrom !== undefined || landedTo !== undefined)) {
    const path = [landedFrom === undefined ? 'landedTo' : 'landedFrom'];
    context.addIssue({ code: 'custom', path, message: 'cannot be combined with runId' });
  }
  if (landedFrom !== undefined && landedTo !== undefined && landedTo < landedFrom) {
    context.addIssue({ code: 'custom', path: ['landedTo'], message: 'must not be before landedFrom' });
  }
}

export function branchViewOf({ runId, landedFrom, landedTo, q, sort, order }: ViewParameters): BranchView {
  const ordered = { search: q, sort, order };
  if (runId !== undefined && runId.length > 0) {
    return { scope: { kind: 'runs', runIds: runId }, ...ordered };
  }
  if (landedFrom !== undefined || landedTo !== undefined) {
    return { scope: { kind: 'landed', from: landedFrom, to: landedTo }, ...ordered };
  }
  return { scope: { kind: 'counted' }, ...ordered };
}
