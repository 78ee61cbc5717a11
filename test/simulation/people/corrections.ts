import { type Content, content } from '../aws/content.ts';
import type { Random } from '../world/random.ts';

/** A run that can be corrected, and the lines of it that lie in quarantine. */
export interface Target {
  readonly runId: string;
  readonly key: string;
  readonly lines: readonly number[];
}

export interface Correction {
  readonly target: Target;
  readonly key: string;
  readonly content: Content;
}

const NAMES = ['c.csv', 'd.csv', 'e.csv'];
/** A line that no target has in quarantine. */
const NEVER = 77;

/** Draws corrections: mostly such as get in each other's way, since alone one has it easy. */
export class Corrections {
  readonly #random: Random;
  readonly #drawn: Correction[] = [];
  /** Of which another one has the same lines. */
  readonly #repeated: Correction[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new version of one that is repeated; one of the same target as an earlier one; or one of another target. */
  draw(targets: readonly Target[]): Correction {
    const random = this.#random;
    const drawn =
      this.#repeated.length > 0 && random.chance(0.3)
        ? this.#revised(random.pick(this.#repeated))
        : this.#drawn.length > 0 && random.chance(0.6)
          ? this.#beside(random.pick(this.#drawn))
          : this.#new(random.pick(targets));
    this.#drawn.push(drawn);
    return drawn;
  }

  #revised({ target, key, content: { lines } }: Correction): Correction {
    return { target, key, content: of(this.#random.some(lines, 0.7)) };
  }

  #beside(earlier: Correction): Correction {
    if (!this.#random.chance(0.4)) return this.#new(earlier.target);
    this.#repeated.push(earlier);
    return { ...earlier, key: this.#keyFor(earlier.target) };
  }

  #new(target: Target): Correction {
    const random = this.#random;
    const lines = [...random.some(target.lines, 0.6), ...(random.chance(0.2) ? [NEVER] : [])];
    return { target, key: this.#keyFor(target), content: of(lines) };
  }

  #keyFor({ runId }: Target): string {
    return `landing/branch-stats/corrections/${runId}/${this.#random.pick(NAMES)}`;
  }
}

const of = (lines: readonly number[]): Content => content(`lines ${lines}`, { figures: [], lines, isBroken: false });
