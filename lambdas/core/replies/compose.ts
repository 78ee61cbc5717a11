import type { Database } from '../database/index.ts';
import type { JobTypes } from '../job-types/index.ts';
import type { RunId } from '../runs/index.ts';
import { MOST_FIGURES_BYTES, messageText, type Reply } from './reply.ts';
import { type DueReply, type EndedRun, endedRun, publishedFigures } from './reply-store.ts';

export interface Composing {
  readonly database: Database;
  /** Told in replies: the currency of the amounts. */
  readonly jobTypes: JobTypes;
  /** `MOST_FIGURES_BYTES`, unless said otherwise. */
  readonly mostFiguresBytes?: number;
}

export interface ComposedReply {
  readonly text: string;
  /** Why the text holds no result though there is one; null when it holds it. */
  readonly withheld: string | null;
}

/**
 * The text of a reply with all of its figures. The same run gives the same text: no time and no chance is in it.
 * @returns undefined when the run is open again
 */
export async function compose(
  { requestId, request, runId, refusal }: DueReply,
  { database, jobTypes, mostFiguresBytes = MOST_FIGURES_BYTES }: Composing,
): Promise<ComposedReply | undefined> {
  const asked = { ...NOTHING, requestId, request };
  if (runId === null) {
    return { text: textOf({ ...asked, state: 'REFUSED', error: refusal }, null), withheld: null };
  }
  const ended = await endedRun(database, runId);
  if (ended === undefined) {
    return undefined;
  }
  const reply = { ...asked, ...outcomeOf(ended, runId, jobTypes) };
  if (ended.figuresOf === null) {
    return { text: textOf(reply, null), withheld: null };
  }
  const figures = await publishedFigures(database, ended.figuresOf, mostFiguresBytes);
  if (figures === undefined) {
    const error = tooLarge(ended.figuresOf, mostFiguresBytes);
    return { text: textOf({ ...reply, error }, null), withheld: error.message };
  }
  return { text: textOf(reply, figures), withheld: null };
}

const tooLarge = (runId: RunId, mostBytes: number) => ({
  code: 'reply-too-large',
  message:
    `The figures are more than the ${mostBytes / 1024 ** 2} MiB that go into a reply. ` +
    `Ask the API for those of run ${runId}, page by page.`,
});

/**
 * The reply to somebody whose reply could not be made however often it was tried: it says so, and where to look.
 * @param reason why, as a sentence without anything that a file holds
 */
export function composeInWords(
  { requestId, request, runId, state }: DueReply,
  tries: number,
  reason: string,
): ComposedReply {
  const ended = runId === null ? 'The request was refused' : `The run has ended as ${state}`;
  const look = runId === null ? 'Ask again under a new request id.' : `GET /api/runs/${runId} tells all of it.`;
  const message = `${ended}, but its reply could not be made in ${tries} tries. ${reason} ${look}`;
  const reply = { ...NOTHING, requestId, request, state: state ?? 'REFUSED', runId } as const;
  return { text: textOf({ ...reply, error: { code: 'reply-failed', message } }, null), withheld: message };
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
