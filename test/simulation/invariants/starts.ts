import type { Committed } from '../aws/rds-data.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';

/**
 * Looks after those who start workers: what came of each start is written down before they are done, unless something goes
 * wrong for them. A start that is not remembered is a worker that cannot be found when it hangs; one that was refused
 * takes a place.
 */
export class Starts {
  readonly #world: World;
  readonly #untold = new Map<Process, Map<string, string>>();

  constructor(world: World) {
    this.#world = world;
  }

  asked(process: Process, workerId: string, isStarted: boolean): void {
    const untold = this.#untold.get(process) ?? new Map<string, string>();
    if (!this.#untold.has(process)) process.onGone(() => this.#look(process, untold));
    this.#untold.set(process, untold.set(workerId, isStarted ? 'worker_started' : 'release_worker'));
  }

  take({ process, sql, parameters }: Committed): void {
    const untold = this.#untold.get(process);
    const workerId = String(parameters['workerId']);
    const expected = untold?.get(workerId);
    if (expected !== undefined && sql.includes(`${expected}(`)) untold?.delete(workerId);
  }

  #look(process: Process, untold: ReadonlyMap<string, string>): void {
    if (process.isHarmed) return;
    for (const [workerId, what] of untold) {
      this.#world.violated('what came of a start is written down', `${process.name}: no ${what} of ${workerId}`);
    }
  }
}
