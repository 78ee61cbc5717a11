import type { Content } from '../aws/content.ts';
import { together } from '../batches.ts';

/** One version of a file, in its role. */
export interface BatchFile {
  readonly role: string;
  readonly key: string;
  readonly versionId: string;
  /** Place among all versions, as they landed. */
  readonly order: number;
  readonly content: Content;
}

/** What a run is made of. */
export interface Composition {
  readonly identity: string;
  readonly order: readonly number[];
  readonly content: Content;
  readonly isComplete: boolean;
}

/** The files of one folder of which the pipeline has been told. */
export class BatchFiles {
  readonly #roles: readonly string[];
  readonly #newest = new Map<string, BatchFile>();
  readonly #told = new Set<string>();

  constructor(roles: readonly string[]) {
    this.#roles = roles;
  }

  /** A batch has one file for each role. */
  isSecondOfRole({ role, key }: BatchFile): boolean {
    const known = this.#newest.get(role);
    return known !== undefined && known.key !== key;
  }

  knows({ versionId }: BatchFile): boolean {
    return this.#told.has(versionId);
  }

  take(file: BatchFile): void {
    this.#told.add(file.versionId);
    const known = this.#newest.get(file.role);
    if (known === undefined || known.order < file.order) this.#newest.set(file.role, file);
  }

  /** The newest version of each, whatever came first. */
  get composition(): Composition {
    const files = this.#roles.flatMap((role) => this.#newest.get(role) ?? []);
    return {
      identity: files.map(({ key, versionId }) => `${key} ${versionId}`).join(' and '),
      order: files.map(({ order }) => order),
      content: together(files.map((file) => file.content)),
      isComplete: files.length === this.#roles.length,
    };
  }
}
