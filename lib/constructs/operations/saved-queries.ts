import { aws_logs as cloudWatchLogs, type aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/** A query of CloudWatch Logs Insights, by the name that it has in the console. */
interface Query {
  readonly groups: readonly logs.ILogGroup[];
  readonly lines: readonly string[];
}

/** What stands in a query where a person puts the id in. */
export const RUN_ID_HERE = 'RUN-ID';

export function savedQueries({ functions, workerLogs }: Watched): Readonly<Record<string, Query>> {
  const { intake, settle, sweep, api } = functions;
  const everything = [intake.logGroup, settle.logGroup, sweep.logGroup, api.logGroup, ...workerLogs];
  return {
    "One run's story": {
      groups: everything,
      lines: [
        'fields @timestamp, service, level, message, state, outcome, code, requestId, messageId, workerId, sequencer, versionId',
        // Also lines that name the run in a longer text.
        `filter @message like '${RUN_ID_HERE}'`,
        'sort @timestamp asc',
        'limit 1000',
      ],
    },
    'Errors in the last hour': {
      groups: everything,
      lines: [
        'fields @timestamp, service, message, runId, requestId, messageId, error.name, error.message, @logStream',
        'filter toMillis(@timestamp) > (now() - 3600) * 1000',
        // A function that is ended from outside has no time for a line of its own.
        "filter level = 'ERROR' or @message like /Task timed out|Runtime\\.ExitError|signal: killed/",
        'sort @timestamp desc',
        'limit 200',
      ],
    },
    'Slowest requests': {
      groups: [api.logGroup],
      lines: [
        "filter message = 'Answered.'",
        'fields @timestamp, milliseconds, method, route, status, runId, requestId, cold_start',
        'sort milliseconds desc',
        'limit 50',
      ],
    },
    'Forgotten files': {
      groups: [sweep.logGroup],
      lines: [
        "filter message = 'Announced a forgotten file.'",
        'fields @timestamp, landedAt, key, versionId',
        'sort @timestamp desc',
        'limit 1000',
      ],
    },
  };
}

/** Queries that the runbook names, ready in the console of CloudWatch Logs Insights in a folder of the stage. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, stage: string, watched: Watched) {
    super(scope, id);
    for (const [name, { groups, lines }] of Object.entries(savedQueries(watched))) {
      new cloudWatchLogs.CfnQueryDefinition(this, name.replace(/\W/g, ''), {
        name: `Countinghouse/${stage}/${name}`,
        logGroupNames: groups.map(({ logGroupName }) => logGroupName),
        queryString: lines.join('\n| '),
      });
    }
  }
}
