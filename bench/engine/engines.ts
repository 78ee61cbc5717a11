import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { classArchives } from '../../local/build/class-archive.ts';
import { findSparkCommand, type SparkCommand } from '../../local/cloud/glue/spark-command.ts';
import { writeSparkSettings } from '../../local/cloud/glue/spark-settings.ts';
import { runCommand } from '../../local/install/command.mjs';
import { jarsDirectory } from '../../local/install/jars.mjs';
import { pythonPath } from '../../local/install/python-packages.mjs';
import type { Program } from './measure.ts';
import { submitted } from './submitted.ts';
import type { Variant } from './variants.ts';

export const engineNames = ['countinghouse', 'spark', 'duckdb', 'polars', 'floor'] as const;
export type EngineName = (typeof engineNames)[number];

export interface Task {
  readonly file: string;
  readonly variant: Variant;
  readonly answer: string;
}

/** Gives the program with which an engine does a task. */
export type Engines = (name: EngineName, task: Task) => Program;

/** Makes ready what the engines need; nothing of it is measured. `folder` is for what they write. */
export async function prepareEngines(root: string, folder: string, signal: AbortSignal): Promise<Engines> {
  const place = { root, folder, scratch: path.join(folder, 'scratch'), classes: path.join(folder, 'floor') };
  const { spark, environment } = await prepareSpark(root, folder, place.scratch);
  await compileFloor(root, place.classes, signal);
  return (name, task) => ({
    ...commandLine(name, task, place, spark),
    environment,
    folder: place.scratch,
    logFile: path.join(folder, `${name}.log`),
  });
}

/** How Spark is started, and in what environment: as the laptop cloud's jobs have it, which asks once as well. */
export async function prepareSpark(
  root: string,
  folder: string,
  scratch: string,
): Promise<{ spark: SparkCommand; environment: NodeJS.ProcessEnv }> {
  await mkdir(scratch, { recursive: true });
  const conf = path.join(folder, 'conf');
  // An endpoint is a part of the jobs' settings; a local file needs none.
  const emulatorEndpoint = 'http://127.0.0.1:9';
  await writeSparkSettings(conf, { emulatorEndpoint, jarsDirectory: jarsDirectory(root), scratch });
  const environment = engineEnvironment(root, conf, scratch);
  const sparkPlace = {
    python: pythonPath(root),
    jarsDirectory: jarsDirectory(root),
    settings: conf,
    archives: classArchives(root),
  };
  return { spark: await findSparkCommand(sparkPlace, environment), environment };
}

interface Place {
  readonly root: string;
  readonly scratch: string;
  readonly classes: string;
}

function commandLine(
  name: EngineName,
  task: Task,
  place: Place,
  spark: SparkCommand,
): Pick<Program, 'command' | 'parameters'> {
  const { root, classes } = place;
  const { file, variant, answer } = task;
  const script = (reader: string): string => path.join(root, 'bench', 'engine', 'readers', reader);
  const onSpark = (reader: string, last: string, isOurs: boolean): Pick<Program, 'command' | 'parameters'> => {
    const job = path.join(root, '.countinghouse', 'build', 'glue-scripts', 'branch_stats.py');
    const scriptArguments = { [file]: answer, [last]: '' };
    return submitted(place, spark, { script: script(reader), scriptArguments, pyFiles: isOurs ? [job] : [], isOurs });
  };
  switch (name) {
    case 'countinghouse':
      return onSpark('jobs_reader.py', path.join(root, 'job-types', 'branch-stats.json'), true);
    case 'spark':
      return onSpark('spark_reader.py', variant, false);
    case 'duckdb':
    case 'polars':
      return { command: pythonPath(root), parameters: [script(`${name}_reader.py`), file, answer, variant] };
    case 'floor':
      return { command: java('java'), parameters: ['-XX:+UseSerialGC', '-cp', classes, 'Floor', file, answer] };
  }
}

async function compileFloor(root: string, into: string, signal: AbortSignal): Promise<void> {
  const sources = ['BranchTable', 'Figures', 'Floor', 'RowParser'].map((name) =>
    path.join(root, 'bench', 'engine', 'floor', `${name}.java`),
  );
  const flags = ['-Xlint:all', '-Werror', '--release', '17', '-encoding', 'UTF-8', '-d', into];
  await runCommand(java('javac'), [...flags, ...sources], { cwd: root, signal });
}

export const java = (program: 'java' | 'javac'): string =>
  process.env['JAVA_HOME'] ? path.join(process.env['JAVA_HOME'], 'bin', program) : program;

const inherited = ['PATH', 'HOME', 'USER', 'JAVA_HOME'] as const;

/** As the laptop cloud's jobs have it, without the addresses of its services. */
function engineEnvironment(root: string, conf: string, scratch: string): NodeJS.ProcessEnv {
  const own = inherited.map((name): [string, string | undefined] => [name, process.env[name]]);
  return {
    ...Object.fromEntries(own.filter(([, value]) => value !== undefined)),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: scratch,
    PYSPARK_PYTHON: pythonPath(root),
    PYSPARK_DRIVER_PYTHON: pythonPath(root),
    SPARK_CONF_DIR: conf,
    SPARK_LOCAL_IP: '127.0.0.1',
    SPARK_LOCAL_DIRS: scratch,
  };
}
