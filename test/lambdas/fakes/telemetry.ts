import type { Ids, MetricName, Telemetry } from '../../../lambdas/core/telemetry/telemetry.ts';

/** Keeps what was counted and said. */
export class FakeTelemetry implements Telemetry {
  readonly counts = new Map<MetricName, number>();
  readonly lines: string[] = [];

  following<T>(_ids: Ids, work: () => Promise<T>): Promise<T> {
    return work();
  }

  follow(): void {}

  info(message: string): void {
    this.lines.push(message);
  }

  warn(message: string): void {
    this.lines.push(message);
  }

  error(message: string, error: unknown): void {
    this.lines.push(`${message} ${String(error)}`);
  }

  count(metric: MetricName, value = 1): void {
    this.counts.set(metric, (this.counts.get(metric) ?? 0) + value);
  }
}
