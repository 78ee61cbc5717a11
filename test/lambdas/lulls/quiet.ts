import type { RealDatabase } from '../real-database.ts';

/** No run, no lull, and a worker that is gone: nothing keeps a lull from beginning. */
export async function quieten(real: RealDatabase): Promise<void> {
  await real.empty();
  await real.rows('update lull set lull_id = null');
  await real.rows(
    "insert into worker (worker_id, job_type, state, ended_at) values (gen_random_uuid(), 'branch-stats', 'GONE', now())",
  );
}
