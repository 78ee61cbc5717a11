import { formatDuration } from '../layout/duration.ts';

const second = 1000;

/** A duration without parts of seconds, for what changes every second. */
export function wholeSeconds(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / second);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * second);
}
