import { z } from 'zod';
import type { Database } from '../core/database/index.ts';
import type { JobTypes } from '../core/job-types/index.ts';
import { DatabaseBranchReports } from '../core/reports/branch-reports.ts';
import { StoredRejectReports } from '../core/reports/reject-reports.ts';
import type { ResultsStore } from '../core/reports/results-store.ts';
import { DatabaseRunReports } from '../core/reports/run-reports.ts';
import { DatabaseRunActs, type Watchdog } from './acts/run-acts.ts';
import type { Api } from './api.ts';
import { createApi } from './app.ts';

export interface Parts {
  readonly database: Database;
  readonly results: ResultsStore;
  readonly watchdog: Watchdog;
  readonly jobTypes: JobTypes;
  readonly codeVersion: string;
  readonly answerWithinMs: number;
  readonly reportUnexpected: (error: unknown, requestId: string) => void;
}

/** Puts the API together on its outer parts. @throws Error when the job type behind the branches is not declared. */
export function assembleApi({ database, results, watchdog, ...parts }: Parts): Api {
  const currency = parts.jobTypes.get('branch-stats')?.currency;
  if (currency === undefined) {
    throw new Error('The job type branch-stats must be declared, with its currency.');
  }
  const runs = new DatabaseRunReports(database);
  return createApi({
    ...parts,
    runs,
    branches: new DatabaseBranchReports(database, currency),
    rejects: new StoredRejectReports(runs, results),
    acts: new DatabaseRunActs(database, runs, watchdog),
    pingDatabase: async () => {
      await database.query('select 1 as one', {}, z.unknown());
    },
  });
}
