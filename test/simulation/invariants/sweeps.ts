import type { S3 } from '../aws/s3.ts';
import type { Sent } from '../aws/sqs.ts';
import type { Landed } from '../landed.ts';
import type { Stage } from '../stage.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { toldOf } from './told.ts';

const DAY_MILLISECONDS = 86_400_000;
/** A sweep that is due so soon may begin. */
const SLACK_MILLISECONDS = 60_000;

/** What one process does of a round. */
interface Go {
  readonly invokedAt: number;
  lists: number;
}

interface Round {
  /** No later than the process itself says. */
  readonly beganAt: number;
  lists: number;
  readonly announced: Set<string>;
}

export interface Swept {
  readonly world: World;
  readonly stage: Stage;
  readonly s3: S3;
  readonly landed: readonly Landed[];
  /** Keys of which a version is gone. */
  readonly removedKeys: ReadonlySet<string>;
}

/**
 * Looks after the sweeps. One that has come to its end, in however many goes, has looked at every version that had landed
 * when it began: each has its marker by then, or was announced. And the next one begins no sooner than its price allows.
 */
export class Sweeps {
  readonly #swept: Swept;
  readonly #goes = new Map<Process, Go>();
  #round: Round | undefined;
  #last: Round | undefined;

  constructor(swept: Swept) {
    this.#swept = swept;
  }

  /** @param sweep gives whether nothing is left to do for now */
  async invoked(process: Process, sweep: () => Promise<boolean>): Promise<boolean> {
    const go = { invokedAt: this.#swept.world.now(), lists: 0 };
    this.#goes.set(process, go);
    const isDone = await sweep();
    if (this.#round === undefined || go.lists === 0) return isDone;
    this.#round.lists += go.lists;
    if (isDone) this.#end(this.#round);
    return isDone;
  }

  listed(process: Process): void {
    const go = this.#goes.get(process);
    if (go === undefined) return;
    go.lists += 1;
    this.#round ??= this.#begin(go);
  }

  sent(process: Process, { body }: Sent): void {
    if (!this.#goes.has(process)) return;
    for (const { key, versionId } of toldOf(body, this.#swept.stage.landingBucket)) {
      this.#round?.announced.add(`${key} ${versionId}`);
    }
  }

  #begin({ invokedAt }: Go): Round {
    const { world, stage } = this.#swept;
    const { beganAt, lists } = this.#last ?? { beganAt: Number.NEGATIVE_INFINITY, lists: 0 };
    if (world.now() < beganAt + (lists * DAY_MILLISECONDS) / stage.mostListsPerDay - SLACK_MILLISECONDS) {
      world.violated('a sweep waits for as long as the last one has cost', `${lists} listings, begun at ${beganAt}`);
    }
    return { beganAt: invokedAt, lists: 0, announced: new Set() };
  }

  #end(round: Round): void {
    const { world, stage, s3, landed, removedKeys } = this.#swept;
    this.#round = undefined;
    this.#last = round;
    for (const { key, versionId, landedAt } of landed) {
      // A listing that goes on behind a version which is gone by then leaves out the others of its key.
      if (!key.startsWith('landing/') || removedKeys.has(key) || landedAt >= round.beganAt - stage.graceSeconds * 1_000)
        continue;
      const isRecorded = s3.find(stage.resultsBucket, `recorded/${key}/${versionId}`) !== undefined;
      if (!isRecorded && !round.announced.has(`${key} ${versionId}`)) {
        world.violated('a sweep that ends has looked at every file', `${key} ${versionId}`);
      }
    }
  }
}
