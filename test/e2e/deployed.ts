import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { httpApi } from '../../local/cli/api.ts';
import { type CloudOptions, startCloud } from '../../local/cli/cloud.ts';
import { followRuns } from '../../local/cli/follow.ts';
import { createLifetime } from '../../local/cli/lifetime.mjs';
import { createProgress } from '../../local/cli/progress.mjs';
import { makeStartFolder } from '../../local/cli/starts.ts';
import { type Landed, uploadFiles } from '../../local/cli/upload.ts';
import { keepRecording } from '../policies/recording.ts';
import { writeFiles } from './files.ts';

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

export type Deployed = Awaited<ReturnType<typeof deploy>>;

export interface DeployOptions extends Pick<CloudOptions, 'sparks' | 'settings'> {
  /** Keeps what its functions and jobs have called, for the suite `policies`. */
  readonly recordCallsAs?: string;
}

/** Starts the laptop cloud as `npm start` does, or with other limits, and gives hands to it. */
export async function deploy({ recordCallsAs, ...limits }: DeployOptions = {}) {
  const progress = createProgress(process.stderr);
  const lifetime = createLifetime(progress.say);
  const folder = makeStartFolder(projectRoot);
  const journal = join(folder.path, 'calls.jsonl');
  lifetime.onEnd('the folder', () => folder.remove());
  const cloud = await startCloud({
    root: projectRoot,
    folder: folder.path,
    port: 4400,
    lifetime,
    progress,
    ...(recordCallsAs !== undefined && { journal }),
    ...limits,
  }).catch(async (error: unknown) => {
    await lifetime.end();
    throw error;
  });
  const { signal } = lifetime;
  const api = httpApi(cloud, signal);
  const upload = (files: Readonly<Record<string, string | Buffer>>): Promise<Landed[]> =>
    uploadFiles({
      endpoint: cloud.endpoints.emulator,
      bucket: cloud.outputs.LandingBucketName,
      jobType: 'branch-stats',
      files: writeFiles(files),
      signal,
      onProgress: () => {},
    });
  const follow = (landed: readonly Landed[], onStep: (step: string) => void = () => {}) =>
    followRuns({ api, jobType: 'branch-stats', landed, signal, onStep });
  return {
    api,
    cloud,
    folder: folder.path,
    upload,
    follow,
    /** Uploads and waits until the runs are closed. */
    load: async (files: Readonly<Record<string, string | Buffer>>) => follow(await upload(files)),
    stop: async () => {
      try {
        if (recordCallsAs !== undefined) await keepRecording(recordCallsAs, journal, cloud.endpoints.emulator);
      } finally {
        await lifetime.end();
      }
    },
  };
}

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** The processes whose command line names the text. */
export function processesNaming(text: string): Process[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^[0-9]+ /, '') }))
    .filter(({ pid }) => pid !== process.pid);
}

/** The JVMs of the Spark workers that run in this cloud. */
export const sparkJvms = ({ folder }: Deployed): Process[] =>
  processesNaming(folder).filter(({ command }) => /^\S*java /.test(command));

/** Kills the JVM of the Spark worker that runs in this cloud, as a machine that breaks down would. */
export function killSpark(deployed: Deployed): void {
  const jvms = sparkJvms(deployed);
  const [spark] = jvms;
  if (spark === undefined || jvms.length > 1) {
    throw new Error(`${jvms.length} Spark processes run in ${deployed.folder}, not one`);
  }
  process.kill(spark.pid, 'SIGKILL');
}
