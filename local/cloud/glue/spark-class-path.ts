import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Jars of PySpark that no job here uses. MLlib alone costs every session three quarters of a second: it registers
 * functions of its own, and to name their types it starts Scala's reflection. The others make each search through the
 * class path longer.
 */
const unneeded = new RegExp(
  `^(?:${[
    'spark-(?:connect|graphx|hive|kubernetes|mllib|pipelines|repl|streaming|yarn)[-_]',
    // MLlib's mathematics
    'algebra_|arpack|blas-|breeze|cats-kernel|lapack-|spire|JLargeArrays-|JTransforms-',
    // Hive's own; ORC files need hive-storage-api
    'datanucleus-|derby|hive-(?!storage-api)|javax\\.jdo-|jdo-api-|HikariCP-|libfb303-|libthrift-',
    // Kubernetes
    'jjwt-|kubernetes-|vertx-|zjsonpatch-',
    // the interactive shell
    'jline-|scala-compiler-',
  ].join('|')})`,
);

/**
 * Gives every jar that the laptop's Spark has, by name and in a fixed order: a class archive is good for one list only.
 * Jars of a job come behind these.
 */
export async function sparkClassPath(sparkJars: string, s3Jars: string): Promise<string[]> {
  const [spark, s3] = await Promise.all([jarsIn(sparkJars), jarsIn(s3Jars)]);
  return [...s3, ...spark.filter((jar) => !unneeded.test(path.basename(jar)))];
}

async function jarsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar'));
  return names.sort().map((name) => path.join(path.resolve(folder), name));
}
