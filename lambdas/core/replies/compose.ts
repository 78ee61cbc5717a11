import type { Database } from '../database/index.ts';
import type { JobTypes } from '../job-types/index.ts';
import type { RunId } from '../runs/index.ts';
import { messageText, type Reply } from './reply.ts';
import { type DueReply, type EndedRun, endedRun, publishedFigures } from './reply-store.ts';

export interface Composing {
  readonly database: Database;
  /** Told in replies: the currency of the amounts. */
  readonly jobTypes: JobTypes;
}

/**
 * The text of a reply with all of its figures. The same run gives the same text: no time and no chance is in it.
 * @returns undefined when the run is open again
 */
export async function compose(
  { requestId, request, runId, refusal }: DueReply,
  composing: Composing,
): Promise<string | undefined> {
  if (runId === null) {
    return textOf({ ...NOTHING, requestId, request, state: 'REFUSED', error: refusal }, null);
  }
  const ended = await endedRun(composing.database, runId);
  if (ended === undefined) {
    return undefined;
  }
  const figures = ended.figuresOf === null ? null : await publishedFigures(composing.database, ended.figuresOf);
  return textOf({ ...NOTHING, requestId, request, ...outcomeOf(ended, runId, composing.jobTypes) }, figures);
}

const NOTHING = {
  runId: null,
  source: null,
  error: null,
  duplicateOf: null,
  rowsRead: null,
  rowsCounted: null,
  rowsQuarantined: null,
  currency: null,
  figures: null,
  figuresAt: null,
} as const;

function outcomeOf({ jobType, figuresOf, ...ended }: EndedRun, runId: RunId, jobTypes: JobTypes) {
  return { ...ended, runId, currency: figuresOf === null ? null : (jobTypes.get(jobType)?.currency ?? null) };
}

/** The members in one order, whatever the order was that they came in. Figures are JSON already, made by PostgreSQL. */
function textOf(reply: Reply, figures: readonly string[] | null): string {
  const { requestId, request, state, runId, source, error, duplicateOf } = reply;
  const { rowsRead, rowsCounted, rowsQuarantined, currency } = reply;
  const head = {
    requestId,
    request,
    state,
    runId,
    source,
    error,
    duplicateOf,
    rowsRead,
    rowsCounted,
    rowsQuarantined,
    currency,
  };
  const told = figures === null ? 'null' : `[${figures.join(',')}]`;
  return messageText(`${JSON.stringify(head).slice(0, -1)},"figures":${told},"figuresAt":null}`);
}
