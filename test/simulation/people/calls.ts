import { invoke, type LambdaFunction, type Outcome } from '../aws/lambda.ts';
import type { World } from '../world/world.ts';

/** What people have the cloud do and wait for. */
export class Calls {
  readonly #world: World;
  #made = 0;
  #answered = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Calls that have not been answered yet. */
  get underWay(): number {
    return this.#made - this.#answered;
  }

  async call(name: string, timeoutSeconds: number, code: LambdaFunction['code']): Promise<Outcome> {
    this.#made += 1;
    const outcome = await invoke(this.#world, { name, timeoutSeconds, code }, {}, this.#made);
    this.#answered += 1;
    return outcome;
  }
}
