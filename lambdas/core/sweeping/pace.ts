import type { ObjectStore } from '../objects/object-store.ts';

const SECONDS_PER_DAY = 86_400;

/** The schedule is not exact to the second; a sweep that is due so soon need not wait for the next time. */
const SLACK_MILLISECONDS = 60_000;

/** When a sweep began, in milliseconds since 1970, and the LIST requests that it has made until now: all that it costs. */
export interface SweepSoFar {
  readonly beganAt: number;
  readonly lists: number;
}

/**
 * Whether the next sweep may begin. What a sweep costs grows with the bucket, so the pause after it grows with what it has
 * cost, and a day never costs more than `mostListsPerDay`, however many files are kept.
 */
export const isDue = ({ beganAt, lists }: SweepSoFar, now: number, mostListsPerDay: number): boolean =>
  now >= beganAt + (lists * SECONDS_PER_DAY * 1_000) / mostListsPerDay - SLACK_MILLISECONDS;

/** The objects, and how many LIST requests were made of them. */
export function countingLists(objects: ObjectStore): { readonly objects: ObjectStore; readonly lists: () => number } {
  let lists = 0;
  return {
    lists: () => lists,
    objects: {
      describe: (...at) => objects.describe(...at),
      read: (...at) => objects.read(...at),
      write: (...what) => objects.write(...what),
      listVersions: (...from) => {
        lists += 1;
        return objects.listVersions(...from);
      },
      listKeys: (...from) => {
        lists += 1;
        return objects.listKeys(...from);
      },
    },
  };
}
