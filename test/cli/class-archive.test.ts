import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeClassArchive } from '../../local/build/class-archive.ts';
import type { Progress } from '../../local/cli/progress.mjs';
import { classArchive, isUsable, usingArchive } from '../../local/cloud/glue/class-archive.ts';
import { sparkClassPath } from '../../local/cloud/glue/spark-class-path.ts';
import { projectRoot } from './bare-checkout.ts';

let folder: string;
const javaHome = process.env['JAVA_HOME'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countinghouse-archive-'));
  mkdirSync(join(folder, 'java', 'bin'), { recursive: true });
});
afterEach(() => {
  if (javaHome === undefined) delete process.env['JAVA_HOME'];
  else process.env['JAVA_HOME'] = javaHome;
  rmSync(folder, { recursive: true });
});

const java = (): string => join(folder, 'java', 'bin', 'java');
const archives = (): string => join(folder, 'archives');
const trainings = (): string[] => readFileSync(join(folder, 'trainings'), 'utf8').trim().split('\n');

/** Stands for Java: notes each training and writes what it is told to. */
function putJava(training: string): void {
  const script = `#!/bin/sh
case "$*" in
  *org.apache.spark.launcher.Main*)
    printf '%s\\0' "$0" -cp /nowhere org.apache.spark.deploy.SparkSubmit script.py
    exit 0
    ;;
esac
for word in "$@"; do case "$word" in -XX:ArchiveClassesAtExit=*) into=\${word#*=} ;; esac; done
echo "$into" >> ${folder}/trainings
${training}
`;
  writeFileSync(java(), script);
  chmodSync(java(), 0o755);
  process.env['JAVA_HOME'] = join(folder, 'java');
}

const said: string[] = [];
const progress: Progress = {
  say: (text) => void said.push(text),
  close: () => {},
  phase: (name, work) => {
    said.push(name);
    return work(() => {});
  },
};
const make = (): Promise<void> => {
  said.length = 0;
  const { signal } = new AbortController();
  return makeClassArchive({ root: projectRoot, signal, progress, folder: archives() });
};

describe('The archive of Spark’s classes', () => {
  it('is made once, also by two starts at once, and put there whole', async () => {
    putJava('sleep 0.3; printf archive > "$into"');
    await Promise.all([make(), make()]);
    await make();
    expect(said).toEqual([]);
    expect(trainings()).toHaveLength(1);
    const [file = '', note = '', ...others] = readdirSync(archives())
      .sort((a, b) => b.length - a.length)
      .reverse();
    expect(others).toEqual([]);
    expect(file).toMatch(/^[0-9a-f]{32}\.jsa$/);
    expect(trainings()[0]).not.toBe(join(archives(), file));
    expect(readFileSync(join(archives(), file), 'utf8')).toBe('archive');
    expect(readFileSync(join(archives(), note), 'utf8')).toBe('7\n');
  });

  it('is made anew for another Java, and the old one is removed', async () => {
    putJava('printf archive > "$into"');
    await make();
    const [before] = readdirSync(archives());
    putJava('printf archive > "$into" # a newer one');
    await make();
    expect(trainings()).toHaveLength(2);
    expect(readdirSync(archives())).toHaveLength(2);
    expect(readdirSync(archives())).not.toContain(before);
  });

  it('that cannot be made is told once, and is no failure', async () => {
    putJava('echo "no space left"; printf half > "$into"; exit 1');
    await make();
    expect(said[0]).toBe('Making Spark’s class archive');
    expect(said[1]).toMatch(/^Spark will start slower: no class archive could be made\n[\s\S]*no space left$/);
    await make();
    expect(said).toEqual([]);
    expect(readdirSync(archives()).map((name) => name.slice(32))).toEqual(['.json']);
  });

  it('is another one for another jar, or for the same jars in another order', () => {
    putJava('');
    const [first = '', second = ''] = ['a.jar', 'b.jar'].map((name) => join(folder, name));
    for (const jar of [first, second]) writeFileSync(jar, 'classes');
    const named = (...classPath: string[]): string => classArchive(folder, { java: java(), classPath }).file;
    const before = named(first, second);
    expect(named(first, second)).toBe(before);
    expect(named(second, first)).not.toBe(before);
    utimesSync(second, 1, 1);
    expect(named(first, second)).not.toBe(before);
  });

  it('is left alone when it is not whole, or was never finished', () => {
    const archive = { file: join(folder, 'some.jsa'), note: join(folder, 'some.json') };
    expect(usingArchive(archive)).toEqual([]);
    writeFileSync(archive.file, 'archive');
    expect(isUsable(archive)).toBe(false);
    writeFileSync(archive.note, '7\n');
    expect(usingArchive(archive)).toEqual([`-XX:SharedArchiveFile=${archive.file}`, '-Xshare:auto']);
    writeFileSync(archive.file, 'arch');
    expect(isUsable(archive)).toBe(false);
  });
});

it('Spark’s class path has the S3 jars first, and none of MLlib, Hive, Kubernetes and the like', async () => {
  const put = (where: string, ...names: readonly string[]): string => {
    mkdirSync(join(folder, where));
    for (const name of names) writeFileSync(join(folder, where, name), '');
    return join(folder, where);
  };
  const kept = ['hive-storage-api-2.8.1.jar', 'spark-core_2.13-4.1.1.jar', 'spark-sql_2.13-4.1.1.jar'];
  const left = ['spark-mllib-local_2.13-4.1.1.jar', 'spark-mllib_2.13-4.1.1.jar', 'breeze_2.13-2.1.0.jar'];
  const more = ['hive-exec-2.3.10-core.jar', 'kubernetes-client-7.4.0.jar', 'connect-repl'];
  const found = await sparkClassPath(put('spark', ...kept, ...left, ...more), put('s3', 's3-2.jar', 'installed.json'));
  expect(found.map((jar) => jar.slice(folder.length + 1))).toEqual([
    's3/s3-2.jar',
    ...kept.map((jar) => `spark/${jar}`),
  ]);
});
