import { type Deployed, type Process, processesNaming, sparkJvms } from '../deployed.ts';
import { notify } from './chaos-cloud.ts';

/** Something that goes wrong. */
export interface Mischief {
  readonly name: string;
  /** @param next a random number below the given one */
  do(deployed: Deployed, next: (below: number) => number): void | Promise<void>;
}

/** The Python of the Spark workers. */
export const sparkPythons = ({ folder }: Deployed): Process[] =>
  processesNaming(`${folder}/glue/`).filter(({ command }) => /^\S*python[\d.]* /.test(command));

/** The processes in which the emulator runs the functions. */
export const lambdaProcesses = ({ folder }: Deployed): Process[] =>
  processesNaming(`${folder}/emulator/`).filter(({ command }) => /^\S*node /.test(command));

/** As a machine that breaks down: nothing of the process's own is asked. One that has just gone is gone. */
export function killAtOnce({ pid }: Process): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself since it was listed.
  }
}

const killOne = (among: (deployed: Deployed) => Process[]) => (deployed: Deployed, next: (below: number) => number) => {
  const processes = among(deployed);
  const victim = processes[next(Math.max(1, processes.length))];
  if (victim !== undefined) killAtOnce(victim);
};

export const mischiefs: readonly Mischief[] = [
  { name: "kill -9 of Spark's JVM", do: killOne(sparkJvms) },
  { name: "kill -9 of Spark's Python", do: killOne(sparkPythons) },
  { name: 'kill -9 of a function', do: killOne(lambdaProcesses) },
  { name: 'kill -9 of all functions', do: (deployed) => lambdaProcesses(deployed).forEach(killAtOnce) },
  { name: 'PostgreSQL ends at once and starts again', do: ({ cloud }) => cloud.postgres.restart?.() },
  { name: 'the database sleeps', do: ({ cloud }, next) => cloud.rdsData.sleep(500 + next(4_000)) },
  { name: 'the database is unavailable', do: ({ cloud }, next) => cloud.rdsData.fail(500 + next(3_000)) },
  { name: "Glue's events are lost or come again", do: ({ cloud }, next) => cloud.glue.loseEvents(next(2) === 0) },
  { name: "S3's notifications are lost or come again", do: (deployed, next) => notify(deployed, next(2) === 0) },
];

/** Nothing goes wrong any more; what was lost stays lost. */
export async function makePeace(deployed: Deployed): Promise<void> {
  deployed.cloud.glue.loseEvents(false);
  await notify(deployed, true);
}
