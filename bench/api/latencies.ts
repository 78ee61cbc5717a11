import { percentile } from '../engine/statistics.ts';

/** One request of an open loop; see open-loop.mjs. */
export interface Sample {
  readonly url: string;
  /** From the time when it was due. */
  readonly latencyMs: number;
  readonly lateMs: number;
  readonly error: string | null;
}

/** `<name>P50Ms`, `<name>P99Ms` and `<name>MaxMs`. A request that failed counts with the time that it took. */
export function latencies(name: string, samples: readonly Sample[]): Readonly<Record<string, number>> {
  const times = samples.map(({ latencyMs }) => latencyMs);
  const told = (value: number) => Math.round(value * 10) / 10;
  return {
    [`${name}P50Ms`]: told(percentile(times, 50)),
    [`${name}P99Ms`]: told(percentile(times, 99)),
    [`${name}MaxMs`]: told(Math.max(...times)),
  };
}
