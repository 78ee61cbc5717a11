import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { machineSchema } from './machine-tokens.ts';
import { runningFolders } from './starts.ts';

const runningCloudSchema = z.object({
  /** Ends with `/`; below it `api/`. */
  dashboardUrl: z.url(),
  endpoints: z.object({ emulator: z.url(), glue: z.url(), rdsData: z.url() }),
  machine: machineSchema,
});
/** Where another command finds the cloud of a running `npm start`. */
export type RunningCloud = z.infer<typeof runningCloudSchema>;

/** In the folder of the start, and gone with it. */
const NOTE = 'cloud.json';

/** Lets other commands of this user find this start's cloud; nobody else may read how they sign in. */
export function noteRunningCloud(folder: string, { dashboardUrl, endpoints, machine }: RunningCloud): void {
  const draft = join(folder, `${NOTE}.part`);
  writeFileSync(draft, JSON.stringify({ dashboardUrl, endpoints, machine }), { mode: 0o600 });
  renameSync(draft, join(folder, NOTE));
}

/** There is no such cloud, or more than one; the message says what to do. */
export class NoRunningCloudError extends Error {}

/**
 * The cloud of the `npm start` that runs in this project.
 * @param port the dashboard's port, which tells several starts apart; not needed for a single one
 * @throws NoRunningCloudError
 */
export function findRunningCloud(root: string, port?: number): RunningCloud {
  const running = runningFolders(root)
    .map((folder) => join(folder, NOTE))
    .filter((note) => existsSync(note))
    .map((note) => runningCloudSchema.parse(JSON.parse(readFileSync(note, 'utf8'))));
  const wanted = running.filter(({ dashboardUrl }) => port === undefined || portOf(dashboardUrl) === port);
  const [cloud] = wanted;
  if (cloud === undefined) {
    const where = port === undefined ? '' : ` with its dashboard on port ${port}`;
    throw new NoRunningCloudError(`No cloud runs on this laptop${where}. Run npm start, and wait until it serves.`);
  }
  if (wanted.length > 1) {
    const ports = wanted.map(({ dashboardUrl }) => portOf(dashboardUrl)).join(', ');
    throw new NoRunningCloudError(`Several clouds run on this laptop. Choose one by its dashboard's port: ${ports}.`);
  }
  return cloud;
}

const portOf = (url: string): number => Number(new URL(url).port);
