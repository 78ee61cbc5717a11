/** A version that has landed, and whether S3 told of it. */
export interface Landed {
  readonly key: string;
  readonly versionId: string;
  /** In milliseconds. */
  readonly landedAt: number;
  isTold: boolean;
}
