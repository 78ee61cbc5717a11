import type { Glue } from '../aws/glue.ts';
import type { Committed } from '../aws/rds-data.ts';
import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';

interface News {
  readonly detail?: { readonly jobRunId: string; readonly state: string };
}

/** Whoever hears that a job run has ended writes down what it was paid for, as Glue tells it, unless something goes wrong. */
export class Pay {
  readonly #world: World;
  readonly #glue: Glue;
  readonly #untold = new Map<Process, string>();

  constructor(world: World, glue: Glue) {
    this.#world = world;
    this.#glue = glue;
  }

  received(process: Process, event: unknown): void {
    const { detail } = event as News;
    const end = detail && this.#glue.endOf(detail.jobRunId);
    if (end === undefined || end.state !== detail?.state) return;
    this.#untold.set(process, `${end.seconds} s of ${end.workerId}`);
    process.onGone(() => {
      const untold = this.#untold.get(process);
      if (untold === undefined || process.isHarmed) return;
      this.#world.violated('what Glue was paid for is written down', `${process.name}: not ${untold}`);
    });
  }

  take({ process, sql, parameters }: Committed): void {
    const told = `${parameters['seconds']} s of ${parameters['workerId']}`;
    if (sql.includes('worker_paid(') && this.#untold.get(process) === told) this.#untold.delete(process);
  }
}
