import { createHash } from 'node:crypto';

/** S3's limit for a key, in bytes of UTF-8. */
const LONGEST_KEY = 1024;

export const RECORDED_PREFIX = 'recorded/';

/**
 * The key, in the results bucket, of the empty object that says: this version of this landed object was recorded (or
 * knowingly dropped). A version id has no `/`, so no two versions share a marker.
 */
export function recordedMarkerKey(key: string, versionId: string): string {
  const name = `${RECORDED_PREFIX}${key}/${versionId}`;
  return Buffer.byteLength(name, 'utf8') <= LONGEST_KEY
    ? name
    : `recorded-long/${createHash('sha256').update(name, 'utf8').digest('hex')}`;
}
