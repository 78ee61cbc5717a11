import type { JobType } from '../api/client.ts';
import type { PreflightAnswer, PreflightRequest } from './preflight.worker.ts';
import type { PreflightReport } from './report.ts';
import { TurnTaking } from './turn-taking.ts';

export type * from './report.ts';
export { PreflightReportView } from './report-view.tsx';

export interface PreflightOptions {
  /** The file's name where `file` is a Blob without one. */
  readonly name?: string;
  /** Which of the job type's sources the file is to be; the first one if not told. */
  readonly role?: string;
  /** Ends the check; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A check holds the beginning of its file in memory, twice for gzip. */
const mostAtOnce = 2;
const turns = new TurnTaking(mostAtOnce);

/**
 * Checks the first 8 MiB of a file by a job type's declaration, as its job would, and estimates the rest. The work is
 * done in a worker, of a few files at a time; the others wait.
 * @throws Error when the file cannot be read or the declaration not be understood; never for what the file holds
 */
export function preflight(file: Blob, declaration: JobType, options: PreflightOptions = {}): Promise<PreflightReport> {
  const name = options.name ?? (file instanceof File ? file.name : '');
  const request = { blob: file, name, role: options.role, declaration };
  return turns.take(() => checkInWorker(request, options.signal), options.signal);
}

async function checkInWorker(request: PreflightRequest, signal: AbortSignal | undefined): Promise<PreflightReport> {
  const worker = new Worker(new URL('./preflight.worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await answerOf(worker, request, signal);
    if ('report' in answer) return answer.report;
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
