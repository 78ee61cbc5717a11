import path from 'node:path';
import { compilerOptions, javaArguments, type SparkCommand } from '../../local/cloud/glue/spark-command.ts';
import type { Program } from './measure.ts';

/** A script for spark-submit. */
export interface Submission {
  readonly script: string;
  /** Each stands behind the one before: names and what follows them. */
  readonly scriptArguments: Readonly<Record<string, string>>;
  readonly pyFiles: readonly string[];
  /** Whether it runs what our jobs ship, which is then at hand; else nothing of ours is. */
  readonly isOurs: boolean;
}

/** How the script is started. */
export function submitted(
  { root, scratch }: { readonly root: string; readonly scratch: string },
  spark: SparkCommand,
  { script, scriptArguments, pyFiles, isOurs }: Submission,
): Pick<Program, 'command' | 'parameters'> {
  const built = path.join(root, '.countinghouse', 'build');
  const shipped = [
    path.join(built, 'glue-scripts', 'countinghouse.zip'),
    path.join(root, 'bench', 'engine', 'readers', 'local_file.py'),
  ];
  // What suits our own code would make Spark's wait for its compiler.
  const options = spark.options.filter((option) => isOurs || !compilerOptions.includes(option));
  const submission = {
    script,
    scriptArguments,
    pyFiles: [...(isOurs ? shipped : []), ...pyFiles],
    jars: isOurs ? [path.join(built, 'strict-csv', 'strict-csv.jar')] : [],
    scratch,
  };
  return { command: spark.java, parameters: javaArguments({ ...spark, options }, submission) };
}
