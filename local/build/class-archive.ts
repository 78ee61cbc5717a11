import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type ClassArchive, classArchive, trainingScript, wasTried } from '../cloud/glue/class-archive.ts';
import { sparkClassPath } from '../cloud/glue/spark-class-path.ts';
import { findJava, findSparkCommand, javaArguments } from '../cloud/glue/spark-command.ts';
import { writeSparkSettings } from '../cloud/glue/spark-settings.ts';
import { runCommand } from '../install/command.mjs';
import { jarsDirectory } from '../install/jars.mjs';
import { withLock } from '../install/lock.mjs';
import { pythonPath } from '../install/python-packages.mjs';
import type { BuildOptions } from './build.ts';
import { sparkJars } from './outputs.ts';

/** Folder with the archives of Spark's classes. */
export const classArchives = (root: string): string => join(root, '.countinghouse', 'class-archives');

/** A machine that needs longer is better off without. */
const PATIENCE = 300_000; // milliseconds

/**
 * Makes the archive of Spark's classes when there is none for this Java, these jars and this training; needs everything
 * else to be built. Spark starts without it as well, so a failure is told and nothing more.
 */
export async function makeClassArchive(options: BuildOptions & { readonly folder?: string }): Promise<void> {
  const { root, signal, progress, folder = classArchives(options.root) } = options;
  const classPath = await sparkClassPath(sparkJars(root), jarsDirectory(root));
  const archive = classArchive(folder, { java: findJava(), classPath });
  if (wasTried(archive)) return;
  const onWait = (owner: number): void => progress.say(`Waiting: process ${owner} makes Spark's class archive`);
  await withLock(
    `${folder}.lock`,
    signal,
    async () => {
      if (wasTried(archive)) return;
      await progress.phase('Making Spark’s class archive', async () => {
        const error = await train(root, archive, signal);
        if (error !== undefined) progress.say(`Spark will start slower: no class archive could be made\n${error}`);
      });
      removeOthers(folder, archive);
    },
    onWait,
  );
}

/** Gives what went wrong. */
async function train(root: string, archive: ClassArchive, signal: AbortSignal): Promise<string | undefined> {
  mkdirSync(dirname(archive.file), { recursive: true });
  // Unix sockets have short names, so Spark's scratch files are not below the project's folder.
  const scratch = mkdtempSync(join(tmpdir(), 'countinghouse-training-'));
  const draft = `${archive.file}.${process.pid}.part`;
  try {
    await runTraining(root, scratch, draft, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]));
    renameSync(draft, archive.file);
    writeNote(archive, statSync(archive.file).size);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    writeNote(archive, 0);
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(draft, { force: true });
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runTraining(root: string, scratch: string, draft: string, signal: AbortSignal): Promise<void> {
  const python = pythonPath(root);
  const settings = join(scratch, 'conf');
  const jars = jarsDirectory(root);
  // The training has an endpoint of its own.
  await writeSparkSettings(settings, { emulatorEndpoint: 'http://127.0.0.1:9', jarsDirectory: jars, scratch });
  const environment = {
    ...process.env,
    // Nobody checks them, but a request is not even tried without.
    AWS_ACCESS_KEY_ID: 'training',
    AWS_SECRET_ACCESS_KEY: 'training',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: scratch,
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    SPARK_CONF_DIR: settings,
    SPARK_LOCAL_IP: '127.0.0.1',
    SPARK_LOCAL_DIRS: scratch,
  };
  const archives = join(scratch, 'no-archives');
  const command = await findSparkCommand({ python, jarsDirectory: jars, settings, archives }, environment);
  const built = join(root, '.countinghouse', 'build');
  const trained = { ...command, options: [...command.options, `-XX:ArchiveClassesAtExit=${draft}`] };
  const submission = {
    script: trainingScript,
    scriptArguments: {
      // Given to Spark and not to Java, our own jar stays out of the archive, which thus outlives its changes.
      '--conf': `spark.jars=${join(built, 'strict-csv', 'strict-csv.jar')}`,
      '--declaration': join(root, 'job-types', 'branch-stats.json'),
    },
    pyFiles: ['countinghouse.zip', 'branch_stats.py'].map((name) => join(built, 'glue-scripts', name)),
    jars: [],
    scratch,
  };
  await runCommand(command.java, javaArguments(trained, submission), { cwd: scratch, env: environment, signal });
}

function writeNote({ note }: ClassArchive, bytes: number): void {
  const draft = `${note}.${process.pid}.part`;
  writeFileSync(draft, `${bytes}\n`);
  renameSync(draft, note);
}

/** A Spark that runs with an older archive keeps it, though it has no name any more. */
function removeOthers(folder: string, { file, note }: ClassArchive): void {
  const kept = new Set([basename(file), basename(note)]);
  for (const name of readdirSync(folder).filter((one) => !kept.has(one))) {
    rmSync(join(folder, name), { force: true });
  }
}
