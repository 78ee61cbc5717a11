import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { METRIC_NAMESPACE, type MetricName, type Telemetry } from './telemetry.ts';

/** Structured logs and metrics in CloudWatch's embedded format, both written to the function's standard output. */
export class PowertoolsTelemetry implements Telemetry {
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  /** Service name and log level come from the POWERTOOLS_… variables. */
  constructor(environment: { readonly STAGE: string; readonly CODE_VERSION: string }) {
    const stage = environment.STAGE;
    this.#logger = new Logger({ persistentKeys: { stage, codeVersion: environment.CODE_VERSION } });
    this.#metrics = new Metrics({ namespace: METRIC_NAMESPACE, defaultDimensions: { stage } });
  }

  /** Runs one invocation: its request id is in every line, and its metrics are written however it ends. */
  async during<T>(context: Context, work: () => Promise<T>): Promise<T> {
    this.#logger.addContext(context);
    try {
      return await work();
    } finally {
      if (this.#metrics.hasStoredMetrics()) {
        this.#metrics.publishStoredMetrics();
      }
    }
  }

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#logger.info(message, { ...fields });
  }

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#logger.warn(message, { ...fields });
  }

  error(message: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#logger.error(message, { ...fields, error: error instanceof Error ? error : new Error(String(error)) });
  }

  count(metric: MetricName, value = 1): void {
    this.#metrics.addMetric(metric, MetricUnit.Count, value);
  }
}
