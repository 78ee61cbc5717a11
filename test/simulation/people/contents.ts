import { type BranchFigures, type Content, content } from '../aws/content.ts';
import type { Random } from '../world/random.ts';

const BRANCHES = ['EAST', 'NORTH', 'SOUTH'];
/** The last ones lie in another block of lines than the first. */
const LINES = [2, 3, 4, 2047, 2048, 5000];

/** Makes contents of files: new ones, and now and then the same bytes again. */
export class Contents {
  readonly #random: Random;
  readonly #repeats: number;
  readonly #made: Content[] = [];

  /** @param repeats how likely a file has the bytes of an earlier one */
  constructor(random: Random, repeats: number) {
    this.#random = random;
    this.#repeats = repeats;
  }

  file(): Content {
    const random = this.#random;
    if (this.#made.length > 0 && random.chance(this.#repeats)) return random.pick(this.#made);
    const figures = random.some(BRANCHES, 0.6).map((branch) => this.#figuresOf(branch));
    const isBroken = random.chance(0.1) || figures.length === 0;
    const lines = isBroken && random.chance(0.5) ? [] : random.some(LINES, 0.5);
    const made = content(`file ${this.#made.length}`, { figures, lines, isBroken });
    this.#made.push(made);
    return made;
  }

  #figuresOf(branch: string): BranchFigures {
    const amounts = Array.from({ length: this.#random.between(1, 3) }, () => this.#random.between(-100_000, 100_000));
    return {
      branch,
      count: amounts.length,
      min: Math.min(...amounts),
      max: Math.max(...amounts),
      sum: amounts.reduce((sum, amount) => sum + amount, 0),
    };
  }
}
