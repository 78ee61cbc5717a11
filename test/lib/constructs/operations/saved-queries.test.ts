import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder } from '../../../../local/build/inputs.ts';
import { operationsTemplate } from '../../fixtures/watched.ts';

const root = path.join(import.meta.dirname, '../../../..');
const template = operationsTemplate('staging');
const queries = new Map(
  Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => [String(Properties.Name), Properties] as const,
  ),
);
const code = filesUnder(root, ['lambdas', 'glue-scripts'])
  .filter((file) => /\.(ts|py)$/.test(file))
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n');

/** What CloudWatch and Powertools put into a line by themselves. */
const GIVEN = [
  '@timestamp',
  '@message',
  '@logStream',
  'service',
  'level',
  'message',
  'cold_start',
  'error.name',
  'error.message',
];

describe('the saved queries', () => {
  it("are four, in the stage's folder", () => {
    expect([...queries.keys()].sort()).toEqual(
      ['Errors in the last hour', 'Forgotten files', "One run's story", 'Slowest requests'].map(
        (name) => `Countinghouse/staging/${name}`,
      ),
    );
  });

  it('look for a run in everything that works for it: four functions and each job', () => {
    const groups = JSON.stringify(queries.get("Countinghouse/staging/One run's story").LogGroupNames);
    for (const name of [
      'IntakeHandlerLogs',
      'SettleHandlerLogs',
      'SweepHandlerLogs',
      'ApiFunctionHandlerLogs',
      'JobAccountBalancesLogsOutput',
      'JobBranchStatsLogsOutput',
    ]) {
      expect(groups).toContain(name);
    }
  });

  it('ask for fields and messages that our lines have', () => {
    for (const { QueryString } of queries.values()) {
      const fields = [...QueryString.matchAll(/\bfields (.*)$/gm)].flatMap(([, list]) => String(list).split(', '));
      expect(fields.length).toBeGreaterThan(3);
      const unknown = fields.filter((field) => !GIVEN.includes(field) && !new RegExp(`\\b${field}\\b`).test(code));
      expect(unknown).toEqual([]);
      for (const [, message = ''] of QueryString.matchAll(/message = '([^']+)'/g)) {
        expect(code).toContain(message);
      }
    }
  });

  it('let the workers tell of their hours on the dashboard by a line that they write', () => {
    const body = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(body).toContain("message = 'worker gone'");
    for (const field of ['worker gone', 'seconds=', 'dpuSeconds=']) {
      expect(code).toContain(field);
    }
  });
});
