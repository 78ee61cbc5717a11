import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { httpApi } from '../../local/cli/api.ts';
import { startCloud } from '../../local/cli/cloud.ts';
import { followRuns } from '../../local/cli/follow.ts';
import { createLifetime } from '../../local/cli/lifetime.mjs';
import { createProgress } from '../../local/cli/progress.mjs';
import { makeStartFolder } from '../../local/cli/starts.ts';
import { uploadFiles } from '../../local/cli/upload.ts';

const root = path.join(import.meta.dirname, '../..');

/** The whole app deployed on this machine, as `npm start` deploys it, with a way to land files. */
export async function laptopCloud() {
  const progress = createProgress(process.stderr);
  const lifetime = createLifetime(progress.say);
  const folder = makeStartFolder(root);
  lifetime.onEnd('the folder', () => folder.remove());
  const cloud = await startCloud({ root, folder: folder.path, port: 0, lifetime, progress }).catch(async (error) => {
    await lifetime.end();
    throw error;
  });
  const api = httpApi(cloud, lifetime.signal);

  /** Lands files (name to text) and waits until their runs are closed; gives the runs in the files' order. */
  const land = async (files: Record<string, string>) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'countinghouse-files-'));
    const paths = Object.keys(files).map((name) => path.join(directory, name));
    await Promise.all(paths.map((file) => writeFile(file, files[path.basename(file)] ?? '')));
    const landed = await uploadFiles({
      endpoint: cloud.endpoints.emulator,
      bucket: cloud.outputs.LandingBucketName,
      jobType: 'branch-stats',
      files: paths,
      signal: lifetime.signal,
      onProgress: () => {},
    });
    return await followRuns({ api, jobType: 'branch-stats', landed, signal: lifetime.signal, onStep: () => {} });
  };
  return { cloud, api, land, stop: lifetime.end };
}
