import type { RunDetail } from '../api/client.ts';
import { codeInWords } from '../runs/reason-line.ts';

export type RunEvent = RunDetail['events'][number];

/** What a worker did for a while. */
export interface Step {
  readonly name: string;
  readonly at: string;
  /** Undefined while it goes on. */
  readonly milliseconds: number | undefined;
}

/** One worker's try, from its claim to its end. */
export interface Attempt {
  readonly kind: 'attempt';
  readonly number: number;
  readonly at: string;
  /** Undefined while it goes on. */
  readonly milliseconds: number | undefined;
  readonly steps: readonly Step[];
  /** How it ended, in words. */
  readonly end: string | undefined;
}

/** Something that happened outside of an attempt. */
export interface Happening {
  readonly kind: 'happening';
  readonly at: string;
  readonly words: string;
  /** Another run that it concerns. */
  readonly runId: string | undefined;
}

export type Entry = Attempt | Happening;

const closes = new Set(['published', 'rejected', 'duplicate', 'attempt-failed', 'put-back']);

/**
 * The history of a run: attempts with their steps, and what happened before, between and behind them, in order.
 * @param isRunning whether the last attempt still goes on; one that just stops otherwise was lost with its worker
 */
export function timelineOf(events: readonly RunEvent[], isRunning: boolean): Entry[] {
  const entries: Entry[] = [];
  let open: RunEvent[] = [];
  const close = (until: string | undefined, end: string | undefined) => {
    const first = open[0];
    if (first) entries.push(attemptOf(first, open, until, end));
    open = [];
  };
  for (const event of events) {
    if (event.event === 'claimed') {
      close(event.at, 'given up');
      open = [event];
    } else if (event.event === 'step') {
      open.push(event);
    } else if (closes.has(event.event) && open.length > 0) {
      close(event.at, wordsOf(event));
    } else {
      entries.push({ kind: 'happening', at: event.at, words: capitalised(wordsOf(event)), runId: otherRun(event) });
    }
  }
  close(undefined, isRunning ? undefined : 'its end is not recorded');
  return entries;
}

function attemptOf(
  first: RunEvent,
  events: readonly RunEvent[],
  until: string | undefined,
  end: string | undefined,
): Attempt {
  const steps = events.map((event, place): Step => {
    const next = events[place + 1]?.at ?? until;
    const name = event.event === 'claimed' ? 'claimed' : text(event, 'step');
    return { name, at: event.at, milliseconds: next === undefined ? undefined : between(event.at, next) };
  });
  const milliseconds = until === undefined ? undefined : between(first.at, until);
  return { kind: 'attempt', number: first.attempt, at: first.at, milliseconds, steps, end };
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const between = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

function text({ detail }: RunEvent, name: string): string {
  const value = detail[name];
  return typeof value === 'string' ? value : '';
}

const otherRun = (event: RunEvent): string | undefined =>
  ['duplicateOf', 'supersededBy', 'insteadOf', 'corrects', 'correctedBy']
    .map((name) => text(event, name))
    .find((runId) => runId !== '');

/** An event in words; one that is not known here is told by its name. */
function wordsOf(event: RunEvent): string {
  const said = text(event, 'message') || text(event, 'reason');
  const because = said === '' ? '' : `: ${said}`;
  const by = event.by === null ? '' : ` by ${event.by.name}`;
  switch (event.event) {
    case 'recorded':
      return by === '' ? 'Recorded' : `Recorded, asked for${by}`;
    case 'published':
      return 'published its figures';
    case 'duplicate':
      return 'found the same bytes counted already';
    case 'attempt-failed':
      return `failed${because}`;
    case 'rejected':
      return `rejected the file${because}`;
    case 'failed':
      return 'Given up: its attempts are used up';
    case 'start-failed':
      return `No worker could be started${because}`;
    case 'waits-for-budget':
      return `Waits for budget until 00:00 UTC: the ${text(event, 'dpuHours')} DPU-hours of the day are used up`;
    case 'retried':
      return event.detail['force'] === true
        ? `Retried${by || ' by a person'}, to count its bytes once more`
        : `Retried${by || ' by a person'}`;
    case 'late':
      return 'Takes longer than its size explains';
    case 'withdrawn':
      return `Figures withdrawn${by}${because}`;
    case 'restored':
      return `Figures restored${by}${because}`;
    case 'superseded':
      return 'Superseded by a newer version of the file';
    case 'promoted':
      return 'Counts in the place of a run with the same bytes';
    case 'put-back':
      return 'was overtaken by another correction, and begins anew';
    case 'counts-again':
      return 'Counts again with the file that it corrects';
    case 'counts-no-more':
      return 'Counts no more, with the file that it corrects';
    default:
      return `${codeInWords(event.event)}${because}`;
  }
}
