import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const mainClass = 'org.apache.spark.deploy.SparkSubmit';

/**
 * How Java is called for `spark-submit`. The script of that name asks a launcher, a JVM of its own, for it at each
 * start; asked once, every start saves that JVM.
 */
export interface SparkCommand {
  readonly java: string;
  /** Options of the JVM, without the class path. */
  readonly options: readonly string[];
  readonly classPath: string;
}

/** Asks Spark's launcher. Throws when there is no PySpark in that Python, or no Java. */
export async function findSparkCommand(python: string, environment: NodeJS.ProcessEnv): Promise<SparkCommand> {
  const home = await sparkHome(python);
  const launcher = ['-Xmx128m', '-cp', path.join(home, 'jars', '*'), 'org.apache.spark.launcher.Main', mainClass];
  // The launcher wants something to submit; what it is does not matter.
  const { stdout } = await run(java(), [...launcher, 'script.py'], {
    env: { ...environment, SPARK_HOME: home, SPARK_SCALA_VERSION: '2.13' },
  });
  const words = stdout.split('\0').map((word) => word.trim());
  const [program, ...rest] = words.filter((word) => word !== '');
  const place = rest.indexOf('-cp');
  const main = rest.indexOf(mainClass);
  const classPath = rest[place + 1];
  if (program === undefined || place === -1 || main === -1 || classPath === undefined) {
    throw new Error(`Spark's launcher gave no command: ${stdout}`);
  }
  return { java: program, options: rest.slice(0, main).toSpliced(place, 2), classPath };
}

/** Folder of the PySpark package, found without importing it. */
export async function sparkHome(python: string): Promise<string> {
  const ask = 'import importlib.util as u; print(u.find_spec("pyspark").submodule_search_locations[0])';
  try {
    const { stdout } = await run(python, ['-c', ask]);
    return stdout.trim();
  } catch (cause) {
    throw new Error(`There is no PySpark in ${python}.`, { cause });
  }
}

function java(): string {
  const home = process.env['JAVA_HOME'];
  return home === undefined || home === '' ? 'java' : path.join(home, 'bin', 'java');
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
    [command.classPath, ...jars].join(path.delimiter),
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
