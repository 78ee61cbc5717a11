import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { METRICS } from '../../../lambdas/core/telemetry/telemetry.ts';
import type { WatchedMetrics } from './metrics.ts';
import { savedQueries } from './saved-queries.ts';
import type { Watched } from './watched.ts';

export interface OperationsDashboardProps {
  readonly stage: string;
  readonly watched: Watched;
  readonly metrics: WatchedMetrics;
  readonly alarms: readonly cloudwatch.Alarm[];
}

/** CloudWatch's grid has 24 columns; one row fits a laptop's screen with two more below it. */
const WIDTH = 8;
const HEIGHT = 5;

/** The one screen for whoever was woken: what rings, then the way of a file from the left to the right. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, watched, metrics, alarms }: OperationsDashboardProps) {
    super(scope, id);
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `Countinghouse-${stage}`,
      defaultInterval: Duration.hours(12),
    });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 16, height: 4 }),
      new cloudwatch.TextWidget({ markdown: help(stage, watched), width: 8, height: 4 }),
    );
    dashboard.addWidgets(runs(metrics), waiting(metrics), deadLetters(metrics));
    dashboard.addWidgets(workers(watched), database(metrics), sweep(metrics));
    dashboard.addWidgets(apiAnswers(metrics), apiTime(metrics), functions(metrics));
  }
}

const help = (stage: string, watched: Watched): string =>
  [
    '**What to do** stands in `docs/runbook.md`, an entry for each alarm.',
    `**Queries** in Logs Insights, folder \`Countinghouse/${stage}\`: ${Object.keys(savedQueries(watched)).join(', ')}.`,
  ].join('\n\n');

interface Graph {
  readonly left: readonly cloudwatch.IMetric[];
  readonly right?: readonly cloudwatch.IMetric[];
  readonly unit: string;
  readonly rightUnit?: string;
}

const graph = (title: string, { left, right, unit, rightUnit }: Graph): cloudwatch.GraphWidget =>
  new cloudwatch.GraphWidget({
    title,
    left: [...left],
    right: [...(right ?? [])],
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    rightYAxis: { label: rightUnit ?? '', showUnits: false, min: 0 },
    width: WIDTH,
    height: HEIGHT,
  });

const runs = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('Runs', {
    left: [
      METRICS.runsRecorded,
      METRICS.runsSucceeded,
      METRICS.runsDuplicate,
      METRICS.runsRejected,
      METRICS.runsFailed,
      METRICS.runsLate,
    ].map((name) => metrics.counted(name).with({ label: name })),
    unit: 'in 5 minutes',
  });

const waiting = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('Oldest message', {
    left: (['ingest', 'request', 'watchdog', 'response'] as const).map((name) =>
      metrics.oldestMessage(name).with({ label: name }),
    ),
    unit: 'seconds',
  });

const deadLetters = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('Dead letters, replies that fail', {
    left: [
      metrics.deadLetters().with({ label: 'dead letters' }),
      metrics.counted(METRICS.replyFailures).with({ label: METRICS.replyFailures }),
      metrics.counted(METRICS.messagesFailed).with({ label: METRICS.messagesFailed }),
    ],
    unit: 'messages',
  });

/** From the workers' own words: Glue's metrics would have to be paid for each job, and tell less. */
const workers = ({ workerLogs }: Watched): cloudwatch.IWidget =>
  new cloudwatch.LogQueryWidget({
    title: 'Workers: hours and DPU-hours',
    logGroupNames: workerLogs.map(({ logGroupName }) => logGroupName),
    queryLines: [
      "filter message = 'worker gone'",
      'stats count(*) as workers, sum(seconds) / 3600 as hours, sum(dpuSeconds) / 3600 as dpuHours by bin(1h)',
    ],
    view: cloudwatch.LogQueryVisualizationType.TABLE,
    width: WIDTH,
    height: HEIGHT,
  });

const database = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('Database', {
    left: [metrics.databaseCapacity()],
    unit: 'ACU',
    right: [metrics.databaseUse()],
    rightUnit: '% of the most',
  });

const sweep = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('Sweep', {
    left: [metrics.invocations('sweep').with({ label: 'begun' }), metrics.errors('sweep').with({ label: 'failed' })],
    unit: 'sweeps',
    right: [metrics.counted(METRICS.forgottenFiles)],
    rightUnit: 'files',
  });

const apiAnswers = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('API: requests', {
    left: [metrics.apiRequests()],
    unit: 'in 5 minutes',
    right: [metrics.apiErrors('4xx'), metrics.apiErrors('5xx')],
    rightUnit: 'errors',
  });

const apiTime = (metrics: WatchedMetrics): cloudwatch.IWidget =>
  graph('API: time to answer', {
    left: (['p50', 'p99'] as const).map((statistic) => metrics.apiLatency(statistic).with({ label: statistic })),
    unit: 'ms',
  });

const functions = (metrics: WatchedMetrics): cloudwatch.IWidget => {
  const names = ['intake', 'settle', 'sweep', 'api'] as const;
  return graph('Functions: errors and throttles', {
    left: names.flatMap((name) => [
      metrics.errors(name).with({ label: name }),
      metrics.throttles(name).with({ label: `${name}, throttled` }),
    ]),
    unit: 'invocations',
  });
};
