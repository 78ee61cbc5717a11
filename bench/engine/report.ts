import { type Column, tableLines } from '../../local/cli/table.ts';
import { median, rounded } from './statistics.ts';

/** One whole process. */
export interface Sample {
  readonly seconds: number;
  /** Undefined where the platform does not tell. */
  readonly peakMemoryBytes: number | undefined;
}

export interface Measured {
  readonly rows: number;
  readonly bytes: number;
  /** Whether all engines gave the same answer, each time. */
  readonly agree: boolean;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

export interface ReportedEngine {
  readonly seconds: readonly number[];
  readonly median: number;
  /** The highest of all rounds; null where the platform does not tell. */
  readonly peakMemoryMiB: number | null;
}

export interface Report {
  readonly rows: number;
  readonly bytes: number;
  readonly agree: boolean;
  readonly engines: Readonly<Record<string, ReportedEngine>>;
}

/** What `--json` writes. */
export function report({ rows, bytes, agree, samples }: Measured): Report {
  const engines = [...samples].map(([name, all]): [string, ReportedEngine] => [name, reportEngine(all)]);
  return { rows, bytes, agree, engines: Object.fromEntries(engines) };
}

function reportEngine(samples: readonly Sample[]): ReportedEngine {
  const seconds = samples.map((sample) => rounded(sample.seconds));
  const peaks = samples.flatMap(({ peakMemoryBytes }) => (peakMemoryBytes === undefined ? [] : [peakMemoryBytes]));
  return {
    seconds,
    median: rounded(median(seconds)),
    peakMemoryMiB: peaks.length === 0 ? null : Math.round(Math.max(...peaks) / 1024 ** 2),
  };
}

const columns: readonly Column<readonly [string, ReportedEngine, number | undefined]>[] = [
  { title: 'engine', align: 'left', text: ([name]) => name },
  { title: 'min s', align: 'right', text: ([, { seconds }]) => Math.min(...seconds).toFixed(2) },
  { title: 'median s', align: 'right', text: ([, one]) => one.median.toFixed(2) },
  { title: 'max s', align: 'right', text: ([, { seconds }]) => Math.max(...seconds).toFixed(2) },
  {
    title: 'ratio to ours',
    align: 'right',
    text: ([, one, ours]) => (ours === undefined ? '–' : (one.median / ours).toFixed(2)),
  },
  { title: 'peak MiB', align: 'right', text: ([, { peakMemoryMiB }]) => `${peakMemoryMiB ?? '–'}` },
];

/** The same for people. */
export function reportLines({ engines }: Report): string[] {
  const ours = engines['countinghouse']?.median;
  return tableLines(
    columns,
    Object.entries(engines).map(([name, one]) => [name, one, ours] as const),
  );
}
