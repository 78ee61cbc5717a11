const first = 1_000; // milliseconds
const longest = 30_000; // milliseconds

/**
 * How long to wait before the next try: twice as long after each failure, and somewhere between the half and the whole of
 * that, so that the parts of many files do not come back all at once.
 * @param failures in a row, from 1
 * @param random between 0 and 1
 */
export function delayBefore(failures: number, random = Math.random()): number {
  const whole = Math.min(longest, first * 2 ** (failures - 1));
  return Math.round(whole * (0.5 + random / 2));
}
