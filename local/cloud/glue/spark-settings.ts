import { mkdir, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import path from 'node:path';

export interface SparkSettings {
  readonly emulatorEndpoint: string;
  /** Folder with the jars of the S3A file system. */
  readonly jarsDirectory: string;
  /** Where Spark may write. */
  readonly scratch: string;
}

/** Writes Spark's configuration folder. Settings are in files so that no process list shows them. */
export async function writeSparkSettings(folder: string, settings: SparkSettings): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = Object.entries(sparkProperties(settings)).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(path.join(folder, 'spark-defaults.conf'), lines.join(''));
  await writeFile(path.join(folder, 'log4j2.properties'), quietLog);
}

function sparkProperties({ emulatorEndpoint, jarsDirectory, scratch }: SparkSettings): Record<string, string> {
  return {
    'spark.master': 'local[*]',
    'spark.driver.memory': driverMemory(totalmem()),
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.extraClassPath': path.join(path.resolve(jarsDirectory), '*'),
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.warehouse.dir': path.join(scratch, 'warehouse'),
    'spark.hadoop.hadoop.tmp.dir': path.join(scratch, 'hadoop'),
    // Glue reads s3:// with a file system of its own; here both names mean S3A.
    'spark.hadoop.fs.s3.impl': 'org.apache.hadoop.fs.s3a.S3AFileSystem',
    'spark.hadoop.fs.s3a.endpoint': emulatorEndpoint,
    'spark.hadoop.fs.s3a.endpoint.region': 'us-east-1',
    'spark.hadoop.fs.s3a.path.style.access': 'true',
    'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
    // Each job's process has the keys of its own role.
    'spark.hadoop.fs.s3a.aws.credentials.provider':
      'software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider',
  };
}

/** A quarter of the machine, between 1 and 4 GiB. */
export function driverMemory(machineBytes: number): string {
  const mebibytes = Math.floor(machineBytes / 4 / 1024 ** 2);
  return `${Math.min(4_096, Math.max(1_024, mebibytes))}m`;
}

// Spark tells a lot at INFO. Its own warnings about a laptop (no native Hadoop library) help nobody.
const quietLog = `rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z %p %c{1}: %m%n%ex
logger.native.name = org.apache.hadoop.util.NativeCodeLoader
logger.native.level = error
logger.metrics.name = org.apache.hadoop.metrics2
logger.metrics.level = error
`;
