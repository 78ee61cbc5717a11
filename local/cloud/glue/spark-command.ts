import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { archivableOptions, type ClassArchive, classArchive, usingArchive } from './class-archive.ts';
import { sparkClassPath } from './spark-class-path.ts';

const run = promisify(execFile);
const mainClass = 'org.apache.spark.deploy.SparkSubmit';

/**
 * Spark starts by running thousands of methods for a moment. Java's second compiler would spend more on them than they
 * ever take, on the cores that read the file; so it gets to them fifty times later than usual. The data source's methods and
 * those of the replay, through which every row goes, are compiled as soon as ever.
 */
export const compilerOptions: readonly string[] = [
  '-XX:Tier4InvocationThreshold=250000',
  '-XX:Tier4MinInvocationThreshold=30000',
  '-XX:Tier4CompileThreshold=750000',
  '-XX:Tier4BackEdgeThreshold=2000000',
  '-XX:CompileCommand=quiet',
  '-XX:CompileCommand=CompileThresholdScaling,dev.countinghouse.strictcsv.*::*,0.02',
  '-XX:CompileCommand=CompileThresholdScaling,dev.countinghouse.balances.*::*,0.02',
];

export interface SparkPlace {
  /** A Python with PySpark. */
  readonly python: string;
  /** Folder with the jars of the S3A file system. */
  readonly jarsDirectory: string;
  /** Folder of `writeSparkSettings`. */
  readonly settings: string;
  /** Folder with the class archives; there need be none in it. */
  readonly archives: string;
}

/** How Java is called for `spark-submit`. */
export interface SparkCommand {
  readonly java: string;
  /** Options of the JVM, without the class path. */
  readonly options: readonly string[];
  /** Jars. */
  readonly classPath: readonly string[];
  /** Used as soon as it is there. */
  readonly archive: ClassArchive;
}

/**
 * Asks Spark's launcher. The script `spark-submit` asks it, a JVM of its own, at each start; asked once, every start
 * saves that JVM. Throws when there is no PySpark in that Python, or no Java.
 */
export async function findSparkCommand(place: SparkPlace, environment: NodeJS.ProcessEnv): Promise<SparkCommand> {
  const java = findJava();
  const home = await sparkHome(place.python);
  const classPath = await sparkClassPath(path.join(home, 'jars'), place.jarsDirectory);
  const launcher = ['-Xmx128m', '-cp', path.join(home, 'jars', '*'), 'org.apache.spark.launcher.Main', mainClass];
  // The launcher wants something to submit; what it is does not matter.
  const { stdout } = await run(java, [...launcher, 'script.py'], {
    env: { ...environment, SPARK_CONF_DIR: place.settings, SPARK_HOME: home, SPARK_SCALA_VERSION: '2.13' },
  });
  const [, ...rest] = stdout
    .split('\0')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const at = rest.indexOf('-cp');
  const main = rest.indexOf(mainClass);
  if (at === -1 || main === -1) throw new Error(`Spark's launcher gave no command: ${stdout}`);
  const options = rest.slice(0, main).toSpliced(at, 2);
  return {
    java,
    classPath,
    options: [
      // Only MLlib's mathematics would use it, and Java warns of it.
      ...options.filter((option) => option !== '--add-modules=jdk.incubator.vector'),
      ...archivableOptions,
      ...compilerOptions,
      // An archive can be made for jars only, so the folder of settings is not on the class path.
      `-Dlog4j2.configurationFile=${path.join(place.settings, 'log4j2.properties')}`,
    ],
    archive: classArchive(place.archives, { java, classPath }),
  };
}

/** Folder of the PySpark package, found without importing it. */
async function sparkHome(python: string): Promise<string> {
  const ask = 'import importlib.util as u; print(u.find_spec("pyspark").submodule_search_locations[0])';
  try {
    const { stdout } = await run(python, ['-c', ask]);
    return stdout.trim();
  } catch (cause) {
    throw new Error(`There is no PySpark in ${python}.`, { cause });
  }
}

/** The Java with which Spark is started. Throws when there is none. */
export function findJava(): string {
  const home = process.env['JAVA_HOME'];
  if (home !== undefined && home !== '') return path.join(home, 'bin', 'java');
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => path.join(folder, 'java')).find(isExecutable);
  if (found === undefined) throw new Error('There is no Java: no JAVA_HOME, and none in PATH.');
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Submission {
  readonly script: string;
  readonly scriptArguments: Readonly<Record<string, string>>;
  readonly pyFiles: readonly string[];
  readonly jars: readonly string[];
  readonly scratch: string;
}

/** The arguments with which Java runs one script. */
export function javaArguments(command: SparkCommand, submission: Submission): string[] {
  const { script, scriptArguments, pyFiles, jars, scratch } = submission;
  const pairs = Object.entries(scriptArguments).flatMap(([name, value]) => (value === '' ? [name] : [name, value]));
  return [
    '-cp',
    [...command.classPath, ...jars].join(path.delimiter),
    ...usingArchive(command.archive),
    ...command.options,
    `-Djava.io.tmpdir=${scratch}`,
    mainClass,
    ...givenSettings(scriptArguments['--conf']).flatMap((setting) => ['--conf', setting]),
    ...(pyFiles.length === 0 ? [] : ['--py-files', pyFiles.join(',')]),
    script,
    ...pairs,
  ];
}

/** Glue takes several settings in one argument: `a=1 --conf b=2`. */
function givenSettings(conf: string | undefined): string[] {
  if (conf === undefined) return [];
  return conf.split(/\s+--conf\s+/).map((setting) => setting.trim());
}
