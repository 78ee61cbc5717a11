import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import { METRIC_NAMESPACE, type MetricName, metricDimensions } from '../../../lambdas/core/telemetry/telemetry.ts';
import { functionOf, type Watched, type WatchedFunction } from './watched.ts';

/**
 * The metrics that alarms and the dashboard read, each in one place. None of them wakes the database. They have no labels: an
 * alarm on a metric with a label is a query, which is no plain alarm any more.
 */
export class WatchedMetrics {
  readonly #stage: string;
  readonly #watched: Watched;

  constructor(stage: string, watched: Watched) {
    this.#stage = stage;
    this.#watched = watched;
  }

  /** What our own functions count, together whichever of them does. */
  counted(metricName: MetricName, period = Duration.minutes(5)): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: metricDimensions(this.#stage),
      period,
      statistic: 'Sum',
    });
  }

  /** Seconds that the oldest message of a queue has waited. */
  oldestMessage(name: keyof Watched['queues']): cloudwatch.Metric {
    const queue: sqs.IQueue = this.#watched.queues[name];
    return queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
  }

  deadLetters(): cloudwatch.Metric {
    const { deadLetter } = this.#watched.queues;
    return deadLetter.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' });
  }

  invocations(name: WatchedFunction, period = Duration.minutes(5)): cloudwatch.Metric {
    return functionOf(this.#watched, name).metricInvocations({ period, statistic: 'Sum' });
  }

  errors(name: WatchedFunction, period = Duration.minutes(5)): cloudwatch.Metric {
    return functionOf(this.#watched, name).metricErrors({ period, statistic: 'Sum' });
  }

  throttles(name: WatchedFunction): cloudwatch.Metric {
    const period = Duration.minutes(5);
    return functionOf(this.#watched, name).metricThrottles({ period, statistic: 'Sum' });
  }

  /** Per cent of the most that the database may take. A paused database takes none. */
  databaseUse(): cloudwatch.Metric {
    return this.#ofCluster('ACUUtilization');
  }

  /** ACUs. */
  databaseCapacity(): cloudwatch.Metric {
    return this.#ofCluster('ServerlessDatabaseCapacity');
  }

  #ofCluster(metric: string): cloudwatch.Metric {
    return this.#watched.cluster.metric(metric, { period: Duration.minutes(5), statistic: 'Maximum' });
  }

  apiRequests(): cloudwatch.Metric {
    return this.#ofApi('Count', 'Sum');
  }

  apiErrors(kind: '4xx' | '5xx'): cloudwatch.Metric {
    return this.#ofApi(kind, 'Sum');
  }

  /** Milliseconds from a request to its answer, at the API. */
  apiLatency(statistic: 'p50' | 'p99'): cloudwatch.Metric {
    return this.#ofApi('Latency', statistic);
  }

  /** Per cent of requests that were answered with 5xx; 0 where there are too few to speak of a share. */
  apiErrorPercent(fewest: number): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `IF(requests >= ${fewest}, 100 * errors / requests, 0)`,
      usingMetrics: { requests: this.apiRequests(), errors: this.apiErrors('5xx') },
      period: Duration.minutes(5),
      label: '% answered with 5xx',
    });
  }

  #ofApi(metricName: string, statistic: string): cloudwatch.Metric {
    const { apiId: ApiId } = this.#watched;
    const period = Duration.minutes(5);
    return new cloudwatch.Metric({
      namespace: 'AWS/ApiGateway',
      ...{ metricName, dimensionsMap: { ApiId }, period, statistic },
    });
  }
}
