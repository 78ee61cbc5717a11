import { ROLES } from '../batches.ts';
import type { End } from './at-rest.ts';

const PROMISE = 'a batch ends as the clean run does';

/**
 * What must have become of the files of a folder needs no model: the newest versions of all roles have a run that is closed;
 * where a role lacks, the folder's run has given up. A role's file is the one of the name that was recorded first.
 */
export async function checkBatches({ world, rdsData, landed }: End): Promise<void> {
  const named = await rdsData.ask('select distinct lineage, role, key from batch_file order by 1, 2, 3');
  const runs = await rdsData.ask(`
    select run.lineage, run.state, run.error_code, string_agg(key || ' ' || version_id, ' and ' order by position)
      from run join run_source using (run_id) where error_code is distinct from 'second-file-of-role' group by run_id`);
  const folders = new Map<string, Map<string, string>>();
  for (const [lineage, role, key] of named) {
    const roles = folders.get(String(lineage)) ?? new Map<string, string>();
    if (roles.has(String(role)))
      world.violated(PROMISE, `${role} has two files: ${roles.get(String(role))} and ${key}`);
    folders.set(String(lineage), roles.set(String(role), String(key)));
  }
  for (const [lineage, roles] of folders) {
    const newest = ROLES.flatMap((role) => landed.findLast(({ key }) => key === roles.get(role)) ?? []);
    const wanted = newest.map(({ key, versionId }) => `${key} ${versionId}`).join(' and ');
    const found = runs.find(([of, , , sources]) => of === lineage && sources === wanted);
    if (found === undefined) world.violated(PROMISE, `${wanted}: no run`);
    else if (roles.size < ROLES.length && found[2] !== 'files-missing')
      world.violated(PROMISE, `${wanted} lacks a file, but is ${found[1]}`);
  }
}
