import { z } from 'zod';
import { type BatchFile, BatchFiles } from './batch-files.ts';
import type { ModelRun } from './model-run.ts';

const DAY_MILLISECONDS = 86_400_000;

export const batchSchema = z.object({ roles: z.array(z.string()), waitDays: z.number().int() });

/** What came of a file, or must come of it. */
export interface Recorded {
  /** undefined: of a run that is new. */
  readonly runId: string | undefined;
  readonly recorded: boolean;
}

interface Folder {
  readonly files: BatchFiles;
  waiting?: ModelRun;
}

/** Which runs the files of batches make, by the rules of the pages: the newest of each, whatever the order of their news. */
export class Batches {
  readonly #folders = new Map<string, Folder>();
  readonly #runs = new Map<string, ModelRun>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the pipeline has been told of the file before. */
  knows(lineage: string, file: BatchFile): boolean {
    return this.#folders.get(lineage)?.files.knows(file) === true;
  }

  /**
   * @param open makes the run, when it is a new one
   * @returns undefined where the file is refused, since the batch has another one in its role
   */
  record(
    lineage: string,
    { roles, waitDays }: z.output<typeof batchSchema>,
    file: BatchFile,
    open: () => ModelRun,
  ): Recorded | undefined {
    const folder = this.#folders.get(lineage) ?? { files: new BatchFiles(roles) };
    this.#folders.set(lineage, folder);
    if (folder.files.isSecondOfRole(file)) return undefined;
    folder.files.take(file);
    const { identity, isComplete, ...parts } = folder.files.composition;
    const waiting = folder.waiting;
    const known = waiting ?? this.#runs.get(identity);
    if (waiting !== undefined) {
      Object.assign(waiting, parts);
      if (isComplete) {
        this.#runs.set(identity, waiting);
        waiting.waitsUntil = undefined;
        delete folder.waiting;
      }
    }
    if (known !== undefined) return { runId: known.runId, recorded: false };
    const run = Object.assign(open(), parts);
    this.#runs.set(identity, run);
    if (!isComplete) {
      run.waitsUntil = this.#now() + waitDays * DAY_MILLISECONDS;
      folder.waiting = run;
    }
    return { runId: undefined, recorded: true };
  }

  /** @returns the state in which it is left */
  giveUp(run: ModelRun): ModelRun['state'] {
    if (run.waitsUntil === undefined || run.waitsUntil > this.#now()) return run.state;
    run.waitsUntil = undefined;
    run.state = 'REJECTED';
    for (const folder of this.#folders.values()) if (folder.waiting === run) delete folder.waiting;
    return run.state;
  }
}
