import { BatchStopJobRunCommand, GetJobRunCommand, type GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { JOB_TIMEOUT_SECONDS } from '../stage.ts';
import { type Failures, type Process, TimeoutError } from '../world/process.ts';
import type { World } from '../world/world.ts';
import { GlueNews, type JobRun, type JobState } from './glue-news.ts';

/** Does a worker's work; false: it exits with an error. */
export type WorkerCode = (workerId: string, process: Process) => Promise<boolean>;

const named = (name: string): Error => Object.assign(new Error(`Glue: ${name}`), { name });
const hasEnded = ({ state }: JobRun): boolean => !['WAITING', 'STARTING', 'RUNNING'].includes(state);

/** A hung worker comes to itself long after the schedule. */
const FOR_EVER_MILLISECONDS = 1_000_000_000;

/** Glue: job runs that wait, run, hang, die, are stopped late; events about them that may be lost, doubled and late. */
export class Glue {
  readonly #world: World;
  readonly #runs = new Map<string, JobRun>();
  readonly #room: number;
  readonly #code: WorkerCode;
  readonly #news: GlueNews;
  #started = 0;
  readonly #outage: { readonly from: number; readonly until: number };
  /** Whether somebody would notice that a worker has fallen silent. */
  isMissed: (workerId: string) => boolean = () => true;
  /** Called when a process has asked for a worker: whether it was started. */
  onStart: (process: Process, workerId: string, isStarted: boolean) => void = () => undefined;

  constructor(world: World, room: number, code: WorkerCode) {
    this.#world = world;
    this.#room = room;
    this.#code = code;
    this.#news = new GlueNews(world);
    const { random, faults } = world;
    const from = world.now() + random.between(0, 1_800_000);
    const lasts = random.chance(faults.glueOutage) ? random.between(1_800_000, 5_400_000) : 0;
    this.#outage = { from, until: from + lasts };
  }

  /** Whether no job run goes on, but for such as hang and of which nobody wants anything. */
  get isIdle(): boolean {
    return [...this.#runs.values()].every((run) => hasEnded(run) || (run.isHung && !run.isStopped));
  }

  /** Whether a worker has ended, or was told to. */
  isEnding(workerId: string): boolean {
    return [...this.#runs.values()]
      .filter((run) => run.workerId === workerId)
      .every((run) => hasEnded(run) || run.isStopped);
  }

  /** Of a job run that has ended: how, whose it was, and what it was paid for. */
  endOf(jobRunId: string): { state: JobState; workerId: string; seconds: number } | undefined {
    const run = this.#runs.get(jobRunId);
    if (run === undefined || !hasEnded(run)) return undefined;
    return { state: run.state, workerId: run.workerId, seconds: this.#secondsOf(run) };
  }

  get #isOut(): boolean {
    const now = this.#world.now();
    return !this.#world.isCalm && this.#outage.from <= now && now < this.#outage.until;
  }

  /** @param onEvent called with the events that EventBridge delivers */
  subscribe(onEvent: (event: unknown) => void): void {
    this.#news.onEvent = onEvent;
  }

  client(process: Process): GlueClient {
    const failures: Failures = {
      refused: () =>
        named(
          this.#world.random.pick(['ThrottlingException', 'InternalServiceException', 'OperationTimeoutException']),
        ),
      unanswered: () => new TimeoutError('Glue did not answer'),
    };
    const send = (command: object): Promise<unknown> =>
      process.effect(`Glue ${command.constructor.name.replace('Command', '')}`, failures, () =>
        this.#answer(command, process),
      );
    return { send } as unknown as GlueClient;
  }

  #answer(command: object, process: Process): unknown {
    if (command instanceof StartJobRunCommand) {
      const workerId = command.input.Arguments?.['--worker_id'] ?? '';
      const started = this.#isOut
        ? 'InternalServiceException'
        : this.#start(command.input.JobName ?? '', workerId, process);
      this.onStart(process, workerId, typeof started !== 'string');
      if (typeof started === 'string') throw named(started);
      return started;
    }
    if (this.#isOut) {
      process.harm();
      throw named('InternalServiceException');
    }
    if (command instanceof GetJobRunCommand) {
      const run = this.#runs.get(command.input.RunId ?? '');
      if (run === undefined) throw named('EntityNotFoundException');
      this.#world.note(process.name, `Glue tells that ${run.id} is ${run.state}`);
      const told = { Id: run.id, JobRunState: run.state, ExecutionTime: this.#secondsOf(run) };
      return { JobRun: { ...told, Arguments: { '--worker_id': run.workerId } } };
    }
    if (command instanceof BatchStopJobRunCommand) {
      for (const id of command.input.JobRunIds ?? []) this.#stop(id);
      return {};
    }
    throw new Error(`this Glue cannot do ${command.constructor.name}`);
  }

  /** @returns its answer, or the name of its error */
  #start(jobName: string, workerId: string, process: Process): object | string {
    const { random, faults } = this.#world;
    const alive = [...this.#runs.values()].filter((run) => run.jobName === jobName && !hasEnded(run)).length;
    if (alive >= this.#room || random.chance(faults.glueRefusal)) {
      this.#world.note(process.name, 'Glue has no room for a worker');
      return 'ConcurrentRunsExceededException';
    }
    this.#started += 1;
    const begins = { state: 'STARTING', process: undefined, isStopped: false, isHung: false } as const;
    const run: JobRun = { id: `jr_${this.#started}`, jobName, workerId, ...begins };
    this.#runs.set(run.id, run);
    this.#world.note(process.name, `started ${run.id} for the worker ${workerId}`);
    const waits = random.chance(faults.glueRefusal) ? random.between(60_000, 600_000) : 0;
    if (waits > 0) run.state = 'WAITING';
    this.#news.tellEarly(run);
    this.#world.after(waits + random.between(5_000, 40_000), () => this.#run(run));
    return { JobRunId: run.id };
  }

  /** What it is paid for; Glue tells it in whole seconds. */
  #secondsOf({ ranFrom, ranUntil }: JobRun): number {
    return ranFrom === undefined ? 0 : Math.round(((ranUntil ?? this.#world.now()) - ranFrom) / 1_000);
  }

  #run(run: JobRun): void {
    if (hasEnded(run)) return;
    run.ranFrom = this.#world.now();
    const { random, faults } = this.#world;
    const process = this.#world.process(`worker ${run.id}`, 'workerDeath');
    run.state = 'RUNNING';
    run.process = process;
    this.#news.tellEarly(run);
    process.onDeath(() => this.#end(run, random.pick(['FAILED', 'FAILED', 'TIMEOUT'])));
    if (random.chance(faults.workerDeath * 4)) {
      process.kill('before it had begun');
      return;
    }
    if (random.chance(faults.workerDeath * 4)) this.#giveUp(run, process);
    if (random.chance(faults.hang)) this.#hang(run, process);
    else if (random.chance(faults.zombie)) this.#makeZombie(run, process);
    this.#code(run.workerId, process).then(
      (isGood) => {
        process.end();
        this.#end(run, isGood ? 'SUCCEEDED' : 'FAILED');
      },
      (error: unknown) => {
        this.#world.note(process.name, `broke: ${String(error)}`);
        process.end();
        this.#end(run, 'FAILED');
      },
    );
  }

  /** Glue writes a run off and says so, while its process goes on for a while. */
  #giveUp(run: JobRun, process: Process): void {
    const { random } = this.#world;
    this.#world.after(random.between(0, 120_000), () => {
      this.#end(run, 'TIMEOUT');
      this.#world.after(random.between(0, 180_000), () => process.kill('Glue ended it at last'));
    });
  }

  /** At any of its effects, it stands still; Glue writes it off at once, and it comes to itself some time after. */
  #makeZombie(run: JobRun, process: Process): void {
    const { random } = this.#world;
    const still = random.pick([random.between(10_000, 60_000), random.between(30_000, 600_000)]);
    // Left to chance alone, this moment of a correction would come too rarely.
    const before = random.chance(0.3) ? 'SQL stage_corrected_lines' : random.between(1, 25);
    const whenFrozen = (): void => {
      this.#end(run, 'TIMEOUT');
      this.#world.after(still + random.between(0, 180_000), () => process.kill('Glue ended it at last'));
    };
    process.freeze({ before, milliseconds: still, whenFrozen });
  }

  #hang(run: JobRun, process: Process): void {
    const whenFrozen = (): void => {
      run.isHung = true;
      if (this.isMissed(run.workerId)) return;
      // A stage's jobs have hours.
      this.#world.after(JOB_TIMEOUT_SECONDS * 1_000, () => {
        this.#end(run, 'TIMEOUT');
        process.kill('Glue ended it at last');
      });
    };
    process.freeze({ before: this.#world.random.between(1, 25), milliseconds: FOR_EVER_MILLISECONDS, whenFrozen });
  }

  /** A stop is a wish: the worker goes on for a while. */
  #stop(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined || hasEnded(run)) return;
    run.isStopped = true;
    this.#world.after(this.#world.random.between(0, 120_000), () => {
      run.process?.kill('Glue stopped it');
      this.#end(run, 'STOPPED');
    });
  }

  #end(run: JobRun, state: JobState): void {
    if (hasEnded(run)) return;
    run.state = state;
    run.ranUntil = this.#world.now();
    this.#news.tellEnd(run);
  }
}
