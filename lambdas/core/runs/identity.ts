import { createHash } from 'node:crypto';
import { type RunId, runIdSchema } from './ids.ts';

/** One version of one landed object, in its role of the job type. */
export interface SourceVersion {
  readonly role: string;
  readonly bucket: string;
  readonly key: string;
  /** `null` in quotes is the version of an object that was written while versioning was off. */
  readonly versionId: string;
}

export interface RunIdentity {
  readonly runId: RunId;
  /** SHA-256 (hex) over the job type and its ordered source versions: one run for one identity. */
  readonly identity: string;
  /** SHA-256 (hex) over the same without versions: runs that replace one another. */
  readonly lineage: string;
}

/**
 * The identity of a run. Its canonical form is a JSON array of arrays of strings: no two different inputs share it,
 * whatever characters a key holds, and no key order can vary.
 */
export function identify(jobType: string, sources: readonly SourceVersion[]): RunIdentity {
  const identity = sha256([
    jobType,
    ...sources.map(({ role, bucket, key, versionId }) => [role, bucket, key, versionId]),
  ]);
  const lineage = sha256([jobType, ...sources.map(({ role, bucket, key }) => [role, bucket, key])]);
  return { runId: toRunId(identity), identity, lineage };
}

/** The lineage of a batch: runs of the files in one folder replace one another. */
export const batchLineage = (jobType: string, bucket: string, folder: string): string =>
  sha256([jobType, bucket, folder]);

const sha256 = (canonical: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(canonical), 'utf8').digest('hex');

/** RFC 9562: version 8 is for ids with a meaning of their own; 122 of the identity's bits remain. */
function toRunId(identity: string): RunId {
  const variant = ((Number.parseInt(identity.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const digits = `${identity.slice(0, 12)}8${identity.slice(13, 16)}${variant}${identity.slice(17, 32)}`;
  return runIdSchema.parse(digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}
