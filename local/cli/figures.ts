import { accountFigures } from './account-figures.ts';
import type { Api } from './api.ts';
import { branchFigures } from './branch-figures.ts';

/** What a job type's runs have found out, as `npm start` tells it. */
export interface TellableFigures {
  /** As they stand in the document of `--json`. */
  readonly document: object;
  /** The same in words, for a terminal; as much as a person wants to read. */
  readonly lines: readonly string[];
}

/** By the name of the job type. */
const figuresOfJobTypes = new Map([
  ['branch-stats', branchFigures],
  ['account-balances', accountFigures],
]);

/** The figures of these runs, as a document and in words. */
export function figuresOf(api: Api, jobType: string, runIds: readonly string[]): Promise<TellableFigures> {
  const figures = figuresOfJobTypes.get(jobType);
  if (figures === undefined) {
    throw new Error(`npm start does not know how to tell the figures of ${jobType}: see local/cli/figures.ts`);
  }
  return figures(api, runIds);
}
