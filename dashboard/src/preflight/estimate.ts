import type { CsvFindings } from '../../../csv-rules/check-csv.ts';
import type { Declaration } from './declaration.ts';
import type { Estimate } from './report.ts';

/**
 * The numbers behind estimates. Speeds are those that docs/benchmarks.md tells, measured on two cores of one machine and
 * with S3 beside them; on AWS they were not measured. A test compares price and units with those that lib deploys.
 */
export const estimateConstants = {
  /** 400,000,000 rows (13.7 GB) took 13.4 s more than 100,000,000 rows (3.43 GB). */
  plainBytesPerSecond: 766_000_000,
  /** Gzip is read by one task, on one core: inflated at 600 MB/s (zlib, on that machine), then read at half the above. */
  gzipBytesPerSecond: 230_000_000,
  /** What a run of a small file takes a worker that is warm: claiming, staging, publishing. */
  runSeconds: 0.5,
  usdPerDpuHour: '0.44',
  /** Data processing units of one worker, by Glue's worker type. */
  dpusOfWorkerType: { 'G.025X': 0.25, 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8, 'R.1X': 1, 'R.2X': 2 },
} as const;

/** How the file lies and what was seen of it. */
export interface Seen {
  readonly gzip: boolean;
  readonly wholeFile: boolean;
  readonly fileBytes: number;
  readonly fileBytesSeen: number;
  /** Uncompressed bytes that were seen. */
  readonly bytes: number;
}

/** Estimates the whole from the part that was checked; null where no row was seen. */
export function estimate(findings: CsvFindings, seen: Seen, worker: Declaration['worker']): Estimate | null {
  const { rows, rowsFrom, rowsTo } = findings;
  if (rows === 0) return null;
  const uncompressedBytes = seen.wholeFile
    ? seen.bytes
    : Math.round((seen.fileBytes / seen.fileBytesSeen) * seen.bytes);
  const bytesARow = (rowsTo - rowsFrom) / rows;
  const speed = seen.gzip ? estimateConstants.gzipBytesPerSecond : estimateConstants.plainBytesPerSecond;
  const seconds = estimateConstants.runSeconds + uncompressedBytes / speed;
  return {
    rows: seen.wholeFile ? rows : Math.max(rows, Math.round((uncompressedBytes - rowsFrom) / bytesARow)),
    rowsExact: seen.wholeFile,
    uncompressedBytes,
    seconds,
    costUsd: costUsd(Math.round(seconds * 1000), worker),
  };
}

const costDecimals = 8;

/** DPU time times the price, with as many decimals as a receipt has; null for a worker type without known units. */
export function costUsd(milliseconds: number, worker: Declaration['worker']): string | null {
  const dpus = (estimateConstants.dpusOfWorkerType as Readonly<Record<string, number>>)[worker.type];
  if (dpus === undefined) return null;
  const [whole = '0', fraction = ''] = estimateConstants.usdPerDpuHour.split('.');
  const tenThousandths = BigInt(whole + fraction.padEnd(4, '0'));
  // The smallest worker has a quarter of a unit.
  const quarterUnits = BigInt(milliseconds) * BigInt(Math.round(4 * dpus * worker.count));
  const divisor = 4n * 3_600_000n * 10_000n;
  const hundredMillionths = (quarterUnits * tenThousandths * 10n ** BigInt(costDecimals) + divisor / 2n) / divisor;
  const digits = hundredMillionths.toString().padStart(costDecimals + 1, '0');
  return `${digits.slice(0, -costDecimals)}.${digits.slice(-costDecimals)}`;
}
