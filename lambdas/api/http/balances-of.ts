import { runIdSchema } from '../../core/reports/values.ts';

/** The query parameter that names the run whose balances are meant. */
export const balancesOfSchema = runIdSchema.optional().meta({
  description: 'Of this run, whether it counts or not; without it, of the run that counts and ended last.',
});

export const unpublishedBalances = (runId: string | undefined): string =>
  `There is no run ${runId} that has published account balances.`;
