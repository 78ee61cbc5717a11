import { ROLES } from '../batches.ts';
import type { Clouds } from '../functions.ts';
import type { Contents } from './contents.ts';

const FOLDERS = ['landing/orders/b1/', 'landing/orders/b 2/'];

/** Those who upload batches: file by file, in any order, again and again, and now and then under a second name. */
export class BatchUploads {
  readonly #clouds: Clouds;
  readonly #contents: Contents;
  /** The roles of each folder for which something has landed. */
  readonly #roles = new Map<string, Set<string>>();

  constructor(clouds: Clouds, contents: Contents) {
    this.#clouds = clouds;
    this.#contents = contents;
  }

  /** Whether a folder lacks a file. */
  get areIncomplete(): boolean {
    return [...this.#roles.values()].some((roles) => roles.size < ROLES.length);
  }

  /** Often the other files come right behind. */
  upload(): void {
    const { random } = this.#clouds.world;
    const folder = random.pick(FOLDERS);
    const role = random.pick(ROLES);
    this.#land(folder, role);
    if (random.chance(0.1)) return;
    for (const other of ROLES.filter((one) => one !== role)) {
      this.#clouds.world.after(random.between(0, 60_000), () => this.#land(folder, other));
    }
  }

  #land(folder: string, role: string): void {
    const { world, s3, stage } = this.#clouds;
    const key = `${folder}${role}${world.random.chance(0.1) ? '.csv.gz' : '.csv'}`;
    const content = this.#contents.file();
    world.note('a person', `uploads ${content.name} as ${key}`);
    s3.put(stage.landingBucket, key, '', content);
    this.#roles.set(folder, (this.#roles.get(folder) ?? new Set()).add(role));
  }
}
