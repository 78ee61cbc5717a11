import type { JobType } from '../api/client.ts';
import type { CheckedKind } from './check-kind.ts';
import type { PreflightAnswer, PreflightRequest } from './preflight.worker.ts';
import type { PreflightReport } from './report.ts';
import { TurnTaking } from './turn-taking.ts';

export { kindOfFile, type Part } from './kind-of-file.ts';
export type * from './report.ts';
export { PreflightReportView } from './report-view.tsx';

export interface PreflightOptions {
  /** The file's name where `file` is a Blob without one. */
  readonly name?: string;
  /** Ends the check; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a file is, by its header, and what is to be expected of it. */
export interface Checked {
  readonly declaration: JobType;
  /** Which of the job type's sources it is. */
  readonly role: string;
  readonly report: PreflightReport;
}

/** A check holds the beginning of its file in memory, twice for gzip. */
const mostAtOnce = 2;
const turns = new TurnTaking(mostAtOnce);

/**
 * Finds out which of the declared files this one is, checks its first 8 MiB as its job would, and estimates the rest. The
 * work is done in a worker, of a few files at a time; the others wait.
 * @throws Error when the file cannot be read or a declaration not be understood; never for what the file holds
 */
export async function preflight(
  file: Blob,
  declarations: readonly JobType[],
  options: PreflightOptions = {},
): Promise<Checked> {
  const name = options.name ?? (file instanceof File ? file.name : '');
  const request = { blob: file, name, declarations };
  const { kind, role, report } = await turns.take(() => checkInWorker(request, options.signal), options.signal);
  const declaration = declarations[kind];
  if (declaration === undefined) throw new Error('The check has found a kind of file that it was not given.');
  return { declaration, role, report };
}

async function checkInWorker(request: PreflightRequest, signal: AbortSignal | undefined): Promise<CheckedKind> {
  const worker = new Worker(new URL('./preflight.worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await answerOf(worker, request, signal);
    if (!('failure' in answer)) return answer;
    throw new Error(`The file could not be checked: ${answer.failure}`);
  } finally {
    worker.terminate();
  }
}

function answerOf(
  worker: Worker,
  request: PreflightRequest,
  signal: AbortSignal | undefined,
): Promise<PreflightAnswer> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.onmessage = ({ data }: MessageEvent<PreflightAnswer>) => resolve(data);
    worker.onerror = () => reject(new Error('The check could not be started. Load the page anew and try again.'));
    worker.postMessage(request);
  });
}
