import type { StartArguments } from './arguments.mjs';
import type { Lifetime } from './lifetime.mjs';
import type { Progress } from './progress.mjs';

/** What the dependency-free first part of `npm start` hands to the rest. */
export interface Handover {
  /** The project's folder. */
  readonly root: string;
  readonly parsed: StartArguments;
  readonly lifetime: Lifetime;
  readonly progress: Progress;
}

export async function main(_handover: Handover): Promise<number> {
  throw new Error('not there yet');
}
