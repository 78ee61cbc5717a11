/** A version of an object, as a listing or the object itself tells. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  /** Bytes as stored. */
  readonly size: number;
  /** RFC 3339 UTC. */
  readonly landedAt: string;
}

/** Where a listing of versions goes on: after this version of this key. */
export interface VersionPosition {
  readonly key: string;
  readonly versionId: string;
}

/** Keys ascend by their UTF-8 bytes; the versions of a key come newest first; delete markers are left out. */
export interface VersionPage {
  readonly versions: readonly ObjectVersion[];
  /** Absent on the last page. Its key is the last that the page has looked at, delete markers included. */
  readonly next: VersionPosition | undefined;
}

/** Keys ascend by their UTF-8 bytes. */
export interface KeyPage {
  readonly keys: readonly string[];
  readonly isLast: boolean;
}

/** Objects, as the Lambdas need them. Every method of a missing bucket throws. */
export interface ObjectStore {
  /** @returns undefined when the object (or that version of it) is not there. */
  describe(bucket: string, key: string, versionId?: string): Promise<ObjectVersion | undefined>;
  /** @returns undefined when the object is not there. */
  read(bucket: string, key: string): Promise<string | undefined>;
  write(bucket: string, key: string, text: string): Promise<void>;
  listVersions(bucket: string, prefix: string, from: VersionPosition | undefined): Promise<VersionPage>;
  listKeys(bucket: string, prefix: string, after: string | undefined): Promise<KeyPage>;
}
