import type { Run } from '../api/client.ts';

/** Where files of a batch are uploaded, new versions too. */
export function batchUploadAddress({ jobType }: Pick<Run, 'jobType'>, batch: string): string {
  return `/upload?${new URLSearchParams({ jobType, batch })}`;
}
