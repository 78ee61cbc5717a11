import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { classArchives, makeClassArchive } from '../../../local/build/class-archive.ts';
import type { ClassArchive } from '../../../local/cloud/glue/class-archive.ts';
import { findSparkCommand, javaArguments, type SparkCommand } from '../../../local/cloud/glue/spark-command.ts';
import { writeSparkSettings } from '../../../local/cloud/glue/spark-settings.ts';
import { jarsDirectory } from '../../../local/install/jars.mjs';
import { pythonPath } from '../../../local/install/python-packages.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'archive-'));
const settings = path.join(folder, 'conf');
let command: SparkCommand;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  const progress = {
    say: () => {},
    close: () => {},
    phase: <T>(_: string, work: (step: () => void) => T) => work(() => {}),
  };
  await makeClassArchive({ root, signal: new AbortController().signal, progress });
  const jars = jarsDirectory(root);
  await writeSparkSettings(settings, { emulatorEndpoint: 'http://127.0.0.1:9', jarsDirectory: jars, scratch: folder });
  const python = pythonPath(root);
  environment = { ...process.env, PYSPARK_PYTHON: python, SPARK_CONF_DIR: settings, SPARK_LOCAL_IP: '127.0.0.1' };
  const place = { python, jarsDirectory: jars, settings, archives: classArchives(root) };
  command = await findSparkCommand(place, environment);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Runs a script that begins a session; gives where its classes came from. */
function run(archive: ClassArchive, jars: readonly string[]): { said: string; classes: string[] } {
  const script = path.join(folder, 'script.py');
  writeFileSync(
    script,
    'from pyspark.sql import SparkSession\nprint(SparkSession.builder.getOrCreate().range(3).count())\n',
  );
  const log = path.join(folder, 'classes.txt');
  const options = [...command.options, `-Xlog:class+load:file=${log}`];
  const submission = { script, scriptArguments: {}, pyFiles: [], jars, scratch: folder };
  const parameters = javaArguments({ ...command, archive, options }, submission);
  const { status, stdout, stderr } = spawnSync(command.java, parameters, { env: environment, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return { said: `${stdout}${stderr}`.trim(), classes: readFileSync(log, 'utf8').split('\n') };
}

const archived = (classes: readonly string[]): number =>
  classes.filter((line) => line.endsWith('shared objects file (top)')).length;

it('Spark takes its classes from the archive, whatever jar comes behind the class path', () => {
  const jar = path.join(root, '.countinghouse', 'build', 'strict-csv', 'strict-csv.jar');
  const own = path.join(folder, 'another.jar');
  cpSync(jar, own);
  for (const jars of [[jar], [own], []]) {
    const { said, classes } = run(command.archive, jars);
    expect(said).toBe('3');
    expect(archived(classes)).toBeGreaterThan(5_000);
    expect(classes.find((line) => line.includes(' org.apache.spark.SparkContext '))).toMatch(/\(top\)$/);
  }
});

it('Spark starts without a word when the archive is missing, broken off, damaged or for another class path', () => {
  const { file } = command.archive;
  const broken = { file: path.join(folder, 'broken.jsa'), note: path.join(folder, 'broken.json') };
  const whole = readFileSync(file);
  const { size } = statSync(file);
  const cases: [content: Buffer, bytes: number][] = [
    [whole.subarray(0, size / 2), size],
    [Buffer.concat([Buffer.alloc(4_096, 7), whole.subarray(4_096)]), size],
  ];
  for (const [content, bytes] of cases) {
    writeFileSync(broken.file, content);
    writeFileSync(broken.note, `${bytes}\n`);
    const { said, classes } = run(broken, []);
    expect(said).toBe('3');
    expect(archived(classes)).toBe(0);
  }
  rmSync(broken.file);
  expect(run(broken, []).said).toBe('3');
  const fewer = command.classPath.slice(1);
  const complete = command;
  command = { ...command, classPath: fewer };
  const { said, classes } = run(complete.archive, []);
  command = complete;
  expect(said).toBe('3');
  expect(archived(classes)).toBe(0);
});
