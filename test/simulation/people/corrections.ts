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

  constructor(random: Random) {
    this.#random = random;
  }

  /** Of the same target as an earlier one, of the same lines or of some of them; or of another target. */
  draw(targets: readonly Target[]): Correction {
    const random = this.#random;
    const earlier = this.#drawn.length > 0 && random.chance(0.6) ? random.pick(this.#drawn) : undefined;
    const target = earlier?.target ?? random.pick(targets);
    const isRepeat = earlier !== undefined && random.chance(0.4);
    const lines = isRepeat ? earlier.content.lines : this.#linesOf(target);
    const drawn = {
      target,
      key: `landing/branch-stats/corrections/${target.runId}/${random.pick(NAMES)}`,
      content: content(`lines ${lines}`, { figures: [], lines, isBroken: false }),
    };
    this.#drawn.push(drawn);
    return drawn;
  }

  #linesOf({ lines }: Target): number[] {
    const random = this.#random;
    return [...random.some(lines, 0.6), ...(random.chance(0.2) ? [NEVER] : [])];
  }
}
