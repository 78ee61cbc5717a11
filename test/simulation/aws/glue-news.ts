import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';

export type JobState = 'WAITING' | 'STARTING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMEOUT' | 'STOPPED';

export interface JobRun {
  readonly id: string;
  readonly jobName: string;
  readonly workerId: string;
  state: JobState;
  /** When its process began, and when it ended. In milliseconds. */
  ranFrom?: number;
  ranUntil?: number;
  process: Process | undefined;
  /** Somebody has asked for its end. */
  isStopped: boolean;
  /** It stands still for ever; hours later Glue itself would end it. */
  isHung: boolean;
}

/** What EventBridge tells of job runs: lost, doubled and late, and now and then of one that has not ended. */
export class GlueNews {
  readonly #world: World;
  onEvent: (event: unknown) => void = () => undefined;

  constructor(world: World) {
    this.#world = world;
  }

  tellEnd(run: JobRun): void {
    const { random, faults } = this.#world;
    if (random.chance(faults.glueEventLost)) {
      this.#world.note('EventBridge', `lost the end of ${run.id} (${run.state})`);
      return;
    }
    const copies = random.chance(faults.glueEventDoubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#tell(run);
  }

  /** What stages subscribe to is the end of a job run; any other news must do no harm. */
  tellEarly(run: JobRun): void {
    if (this.#world.random.chance(this.#world.faults.glueEventEarly)) this.#tell(run);
  }

  #tell({ jobName, id, state }: JobRun): void {
    const { random, faults } = this.#world;
    const late = random.chance(faults.glueEventLate) ? random.between(0, 900_000) : random.between(100, 5_000);
    const detail = { jobName, jobRunId: id, state, message: '' };
    this.#world.after(late, () => this.onEvent({ 'detail-type': 'Glue Job State Change', detail }));
  }
}
