import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { driverMemory } from '../../../local/cloud/glue/spark-settings.ts';
import { startLaptopGlue } from './laptop-glue.ts';

const script = `
import sys, time
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
rows = spark.read.schema("amount decimal(17,2)").csv("s3://scripts/data.csv").collect()
settings = [spark.conf.get("spark.sql.session.timeZone"), spark.conf.get("spark.master"), spark.sparkContext.uiWebUrl]
print([str(row.amount) for row in rows], settings, sys.argv[1] == "--job-bookmark-option", flush=True)
time.sleep(300)
`;

it('reads S3 with Spark in UTC, quietly; a killed JVM is a failed run, of which nothing is left', async () => {
  const glue = await startLaptopGlue({ spark: true });
  try {
    await glue.put('data.csv', '0.10\n0.20\n');
    await glue.job('spark', script);
    const id = await glue.start('spark');
    const log = () => readFile(path.join(glue.stateDirectory, 'glue', 'logs', id), 'utf8').catch(() => '');
    await expect.poll(log, { timeout: 200_000, interval: 200 }).toMatch(/\] True\n/);
    const lines = (await log()).split('\n').filter((line) => !line.includes('incubator'));
    expect(lines).toEqual(["['0.10', '0.20'] ['UTC', 'local[*]', None] True", '']);

    const [jvm] = processesOf(id);
    process.kill(jvm ?? 0, 'SIGKILL');
    const run = await glue.ended('spark', id);
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toMatch(/^The process was killed \(SIGKILL\)/);
    expect((await glue.event(id)).detail).toMatchObject({ state: 'FAILED' });
    expect(processesOf(id)).toEqual([]);
  } finally {
    await glue.stop();
  }
}, 300_000);

it('gives Spark a quarter of the memory, 4 GiB at most', () => {
  expect([2, 8, 64].map((gibibytes) => driverMemory(gibibytes * 1024 ** 3))).toEqual(['1024m', '2048m', '4096m']);
});

/** Processes that have the run's id among their arguments, the JVM first. */
function processesOf(id: string): number[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes(id) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}
