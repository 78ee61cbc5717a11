/**
 * `npm run build`: makes what the CDK app ships, as far as its inputs changed. `cdk.json` runs it before each synth.
 * `--class-archive`: also what only this machine needs.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLifetime } from '../cli/lifetime.mjs';
import { createProgress } from '../cli/progress.mjs';
import { installMissing } from '../install/install.mjs';
import { BUILT_ALREADY, build } from './build.ts';
import { makeClassArchive } from './class-archive.ts';

if (process.env[BUILT_ALREADY] === undefined) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const progress = createProgress(process.stderr);
  const { signal } = createLifetime(progress.say);
  try {
    // Compiling strict-csv needs Spark's jars.
    await installMissing(root, { signal, progress });
    await build({ root, signal, progress });
    if (process.argv.includes('--class-archive')) await makeClassArchive({ root, signal, progress });
  } catch (error) {
    progress.close();
    process.stderr.write(`countinghouse: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
