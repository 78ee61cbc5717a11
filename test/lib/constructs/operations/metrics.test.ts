import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRIC_NAMESPACE, METRICS, metricDimensions } from '../../../../lambdas/core/telemetry/telemetry.ts';
import { filesUnder } from '../../../../local/build/inputs.ts';
import { alarmsOf, metricsOfAlarm, operationsTemplate, type ReadMetric } from '../../fixtures/watched.ts';

const root = path.join(import.meta.dirname, '../../../..');

/** What AWS tells by itself, by its documentation: the metrics of a namespace and the dimensions that all of them have. */
const OF_AWS: Readonly<Record<string, { readonly names: readonly string[]; readonly dimensions: readonly string[] }>> =
  {
    'AWS/SQS': {
      names: ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'],
      dimensions: ['QueueName'],
    },
    'AWS/Lambda': { names: ['Invocations', 'Errors', 'Throttles'], dimensions: ['FunctionName'] },
    'AWS/RDS': { names: ['ACUUtilization', 'ServerlessDatabaseCapacity'], dimensions: ['DBClusterIdentifier'] },
    'AWS/ApiGateway': { names: ['Count', '4xx', '5xx', 'Latency'], dimensions: ['ApiId'] },
  };

const widgetSchema = z.object({
  type: z.string(),
  properties: z.object({
    title: z.string().optional(),
    metrics: z.array(z.array(z.unknown())).optional(),
    alarms: z.array(z.unknown()).optional(),
  }),
});

/** The body of a dashboard, with what is known only on AWS written as `…`. */
function widgets(): z.output<typeof widgetSchema>[] {
  const [dashboard] = Object.values(operationsTemplate('staging').findResources('AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard?.['Properties'].DashboardBody['Fn::Join'][1];
  const body = parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(body)).widgets;
}

/** A metric in a graph: namespace, name, then pairs of dimension and value, then how it is drawn. */
const drawn = (): ReadMetric[] =>
  widgets()
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((metric) => {
      const texts = metric.filter((part): part is string => typeof part === 'string');
      const [namespace = '', name = '', ...pairs] = texts;
      return { namespace, name, dimensions: pairs.filter((_, place) => place % 2 === 0) };
    });

const emitted = (name: string): boolean => {
  const key = Object.entries(METRICS).find(([, value]) => value === name)?.[0];
  return sources.some((text) => new RegExp(`METRICS\\.${key}\\b`).test(text));
};
const sources = filesUnder(root, ['lambdas'])
  .filter((file) => file.endsWith('.ts') && !file.endsWith('telemetry.ts'))
  .map((file) => readFileSync(path.join(root, file), 'utf8'));

describe.each([
  ['alarm', [...alarmsOf('staging').values()].flatMap(metricsOfAlarm)],
  ['graph of the dashboard', drawn()],
])('every metric of an %s', (_, metrics) => {
  it('is one that somebody emits, with the dimensions that it is emitted with', () => {
    expect(metrics.length).toBeGreaterThan(10);
    for (const { namespace, name, dimensions } of metrics) {
      if (namespace === METRIC_NAMESPACE) {
        expect([name, emitted(name)]).toEqual([name, true]);
        expect(dimensions).toEqual(Object.keys(metricDimensions('staging')));
      } else {
        expect(OF_AWS[namespace]?.names).toContain(name);
        expect(dimensions).toEqual(OF_AWS[namespace]?.dimensions);
      }
    }
  });
});

it('counts nothing under a name that no code uses', () => {
  expect(Object.values(METRICS).filter((name) => !emitted(name))).toEqual([]);
});

describe('the dashboard of CloudWatch', () => {
  it('is there where the stage has a screen', () => {
    operationsTemplate('dev').resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    operationsTemplate('staging').resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('shows the alarms first, then the way of a file, on one screen', () => {
    const [first] = widgets();
    expect([first?.type, first?.properties.alarms?.length]).toEqual(['alarm', alarmsOf('staging').size]);
    expect(widgets().flatMap(({ properties }) => properties.title ?? [])).toEqual([
      'Alarms',
      'Runs',
      'Oldest message',
      'Dead letters, replies that fail',
      'Workers: hours and DPU-hours',
      'Database',
      'Sweep',
      'API: requests',
      'API: time to answer',
      'Functions: errors and throttles',
    ]);
  });
});
