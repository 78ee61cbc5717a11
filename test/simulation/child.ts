/** Lives through the schedules whose seeds it is sent, one at a time, on the database that it is given. */
import { openConnection } from './database.ts';
import type { Report } from './laboratory.ts';
import { readProject, runSchedule } from './schedule.ts';

const [url = '', root = ''] = process.argv.slice(2);
const project = readProject(root);
const connection = await openConnection(url);

process.on('message', (seed: number) => {
  runSchedule(seed, connection, project).then(
    ({ violations, trace, restShare }) =>
      process.send?.({ seed, violations, restShare, trace: violations.length > 0 ? trace : [] } satisfies Report),
    (error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const violations = [{ promise: 'a schedule comes to its end', detail }];
      process.send?.({ seed, violations, trace: [], restShare: 0 } satisfies Report);
    },
  );
});
process.on('disconnect', () => {
  void connection.end().finally(() => process.exit());
});
