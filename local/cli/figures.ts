import { accountFigures } from './account-figures.ts';
import type { Api } from './api.ts';
import { branchFigures } from './branch-figures.ts';

/** What a job type's runs have found out, as `npm start` tells it. */
export interface Figures<Document extends object> {
  /** The figures of these runs, as they stand in the document of `--json`. */
  fetch(api: Api, runIds: readonly string[]): Promise<Document>;
  /** The same in words, for a terminal; as much as a person wants to read. */
  lines(document: Document): string[];
}

/** By the name of the job type. */
const ofJobTypes = { 'branch-stats': branchFigures, 'account-balances': accountFigures } as const;

/** The figures of these runs, as a document and in words. */
export async function figuresOf(api: Api, jobType: string, runIds: readonly string[]): Promise<TellableFigures> {
  const figures = Object.entries(ofJobTypes).find(([name]) => name === jobType)?.[1];
  if (figures === undefined) {
    throw new Error(`npm start does not know how to tell the figures of ${jobType}: see local/cli/figures.ts`);
  }
  return await tellable(api, figures as Figures<object>, runIds);
}

export interface TellableFigures {
  readonly document: object;
  readonly lines: readonly string[];
}

async function tellable<D extends object>(
  api: Api,
  figures: Figures<D>,
  runIds: readonly string[],
): Promise<TellableFigures> {
  const document = await figures.fetch(api, runIds);
  return { document, lines: figures.lines(document) };
}
