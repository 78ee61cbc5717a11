import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { type Ids, METRIC_NAMESPACE, type MetricName, metricDimensions, type Telemetry } from './telemetry.ts';
import { Tracing } from './tracing.ts';
import { Trail } from './trail.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Structured logs and metrics in CloudWatch's embedded format, both written to the function's standard output, and X-Ray's
 * traces where the stage has them.
 */
export class PowertoolsTelemetry implements Telemetry {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #tracing = new Tracing();
  readonly #trail = new Trail();

  /** Service name and log level come from the POWERTOOLS_… variables. */
  constructor(environment: { readonly STAGE: string; readonly CODE_VERSION: string }) {
    const stage = environment.STAGE;
    this.#logger = new Logger({ persistentKeys: { stage, codeVersion: environment.CODE_VERSION } });
    this.#metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    // Powertools would add the function's name: each metric would be paid once for each function that counts it.
    this.#metrics.clearDefaultDimensions();
    this.#metrics.setDefaultDimensions(metricDimensions(stage));
  }

  /** Runs one invocation: its request id is in every line, and its metrics are written however it ends. */
  async during<T>(context: Context, work: () => Promise<T>): Promise<T> {
    this.#logger.addContext(context);
    try {
      return await this.#tracing.within('invocation', {}, () => this.#trail.within({}, work));
    } finally {
      if (this.#metrics.hasStoredMetrics()) {
        this.#metrics.publishStoredMetrics();
      }
    }
  }

  following<T>(ids: Ids, work: () => Promise<T>): Promise<T> {
    return this.#trail.within(ids, () => this.#tracing.within('work', ids, work));
  }

  follow(ids: Ids): void {
    this.#trail.learn(ids);
    this.#tracing.annotate(ids);
  }

  info(message: string, fields: Fields = {}): void {
    this.#logger.info(message, { ...this.#trail.ids, ...fields });
  }

  warn(message: string, fields: Fields = {}): void {
    this.#logger.warn(message, { ...this.#trail.ids, ...fields });
  }

  error(message: string, error: unknown, fields: Fields = {}): void {
    const told = error instanceof Error ? error : new Error(String(error));
    this.#logger.error(message, { ...this.#trail.ids, ...fields, error: told });
  }

  count(metric: MetricName, value = 1): void {
    this.#metrics.addMetric(metric, MetricUnit.Count, value);
  }
}
