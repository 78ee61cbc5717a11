import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { type Answer, type Call, type HttpEndpoint, startHttpEndpoint } from '../endpoint/http-endpoint.ts';
import { answerCall } from './answer-call.ts';
import { Assets } from './assets.ts';
import { readJobDefinition, roleName } from './job-definition.ts';
import { type JobRun, scriptArguments } from './job-run.ts';
import { JobRuns } from './job-runs.ts';
import { findSparkCommand } from './spark-command.ts';
import { startSpark } from './spark-process.ts';
import { writeSparkSettings } from './spark-settings.ts';
import { announceEnd } from './state-change.ts';

export interface GlueOptions {
  /** Has the job definitions, the scripts and the event bus. */
  readonly emulatorEndpoint: string;
  /** Given to the scripts as AWS_ENDPOINT_URL_RDS_DATA. */
  readonly rdsDataEndpoint: string;
  /** Holds logs (kept) and Spark's scratch files (removed by `stop()`). */
  readonly stateDirectory: string;
  /** Folder with the jars of the S3A file system. */
  readonly jarsDirectory: string;
  /** Folder with the archives of Spark's classes; without one in it, Spark starts slower. */
  readonly archivesDirectory: string;
  /** Runs of one job at once; more of them wait. */
  readonly concurrency: number;
  /** A Python with PySpark. Default: COUNTINGHOUSE_PYTHON, else the project's own. */
  readonly python?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** How long a minute of a job's time-out lasts; tests are not that patient. */
  readonly minuteMilliseconds?: number;
  /** A file in which every call is noted; none by default. */
  readonly journal?: string | undefined;
}

export interface Glue extends HttpEndpoint {
  /** Whether the news that a run has ended is lost from now on. On AWS it may be at any time. */
  loseEvents(lost: boolean): void;
}

/**
 * Starts an endpoint that speaks Glue's API for job runs and really runs their scripts with Spark. Everything else that
 * it is asked, it asks the emulator.
 */
export async function startGlue(options: GlueOptions): Promise<Glue> {
  const { emulatorEndpoint, concurrency, minuteMilliseconds = 60_000, port = 0 } = options;
  const state = path.join(path.resolve(options.stateDirectory), 'glue');
  const folders = {
    logs: path.join(state, 'logs'),
    scratch: path.join(state, 'scratch'),
    conf: path.join(state, 'conf'),
  };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  await writeSparkSettings(folders.conf, { ...options, scratch: folders.scratch });

  const client = { endpoint: emulatorEndpoint, region: 'us-east-1', credentials };
  const emulator = new GlueClient(client);
  const events = new EventBridgeClient(client);
  const assets = new Assets(new S3Client({ ...client, forcePathStyle: true }), path.join(state, 'assets'));
  const python = options.python ?? process.env['COUNTINGHOUSE_PYTHON'] ?? ownPython;
  const environment = scriptEnvironment(options, python, folders);
  const { jarsDirectory, archivesDirectory: archives } = options;
  const sparkCommand = findSparkCommand({ python, jarsDirectory, settings: folders.conf, archives }, environment);
  sparkCommand.catch(() => {}); // told by the first run, which then fails
  const logFileOf = (run: JobRun) => path.join(folders.logs, run.id);

  const launch = async (run: JobRun) => {
    const scriptArgs = scriptArguments(run);
    const [command, script, pyFiles, jars] = await Promise.all([
      sparkCommand,
      assets.fetch(run.job.Command.ScriptLocation),
      assets.fetchAll(scriptArgs['--extra-py-files']),
      assets.fetchAll(scriptArgs['--extra-jars']),
    ]);
    const scratch = path.join(folders.scratch, run.id.slice(0, 19)); // short: Unix sockets have short names
    const submission = { script, scriptArguments: scriptArgs, pyFiles, jars, scratch };
    // A script that asks about its own run must ask here: the emulator does not know it.
    // Keys are not checked here; the role's name as one shows who called.
    const told = { ...environment, AWS_ENDPOINT_URL_GLUE: http.endpoint, AWS_ACCESS_KEY_ID: roleName(run.job) };
    return startSpark(command, submission, { environment: told, logFile: logFileOf(run) });
  };
  let eventsAreLost = false;
  const announce = async (run: JobRun) => {
    if (!eventsAreLost) await announceEnd(events, run);
  };
  const runs = new JobRuns({ concurrency, minuteMilliseconds, logFileOf, launch, announce });
  const readJob = (jobName: string) => readJobDefinition(emulator, jobName);
  const api = { runs, logDirectory: folders.logs, readJob, emulatorEndpoint };
  const requestBytes = 4 * 1024 * 1024;
  const answer = (call: Call): Promise<Answer> => answerCall(api, call);
  const http = await startHttpEndpoint({ port, requestBytes, answer, journal: options.journal });
  return {
    endpoint: http.endpoint,
    loseEvents: (lost) => {
      eventsAreLost = lost;
    },
    stop: async () => {
      await http.stop();
      await runs.close();
      await rm(folders.scratch, { recursive: true, force: true });
    },
  };
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const ownPython = fileURLToPath(new URL('../../../.countinghouse/venv/bin/python', import.meta.url));

/** Variables of this process that a script may see; nothing of the caller's own AWS or Spark settings reaches it. */
const inherited = ['PATH', 'HOME', 'USER', 'JAVA_HOME'] as const;

function scriptEnvironment(
  { emulatorEndpoint, rdsDataEndpoint }: GlueOptions,
  python: string,
  { conf, scratch }: { readonly conf: string; readonly scratch: string },
): NodeJS.ProcessEnv {
  const own = inherited.map((name): [string, string | undefined] => [name, process.env[name]]);
  return {
    ...Object.fromEntries(own.filter(([, value]) => value !== undefined)),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: scratch,
    AWS_ENDPOINT_URL: emulatorEndpoint,
    AWS_ENDPOINT_URL_RDS_DATA: rdsDataEndpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    PYTHONUNBUFFERED: '1',
    SPARK_CONF_DIR: conf,
    SPARK_LOCAL_IP: '127.0.0.1',
  };
}
