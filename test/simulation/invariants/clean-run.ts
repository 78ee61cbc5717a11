import type { BranchFigures } from '../aws/content.ts';
import { compareOrders, type ModelRun } from '../model/model-run.ts';
import { money } from '../worker/attempt.ts';
import type { End } from './at-rest.ts';

const PROMISE = 'whatever happens, the end is that of the clean run';

/**
 * Where all files differ, what would count had nothing gone wrong needs no model: of each key the newest version whose run
 * was published, unless a person has withdrawn it. Nothing else may have kept a good file from being published than that its
 * attempts were used up, or that it was gone.
 */
export async function checkCleanRun({ world, rdsData, replay }: End): Promise<void> {
  const rows = await rdsData.ask(
    'select run_id, state, withdrawn_at is not null, counts from run where corrects is null',
  );
  const told = new Map(rows.map(([runId, ...rest]) => [String(runId), rest]));
  const stateOf = ({ runId }: ModelRun): string => String(told.get(runId)?.[0]);
  const files = [...replay.model.runs.values()].filter(
    ({ content, corrects, key }) => content !== undefined && corrects === undefined && !key.includes('/corrections/'),
  );
  if (new Set(files.map(({ content }) => content?.checksum)).size < files.length) return;
  for (const file of files) {
    const isPublished = stateOf(file) === 'SUCCEEDED';
    const isLost = ['FAILED', 'REJECTED'].includes(stateOf(file));
    if (!isPublished && !isLost)
      world.violated(PROMISE, `${file.runId} differs from all others, but is ${stateOf(file)}`);
    if (isPublished && file.content?.isBroken) world.violated(PROMISE, `${file.runId} is broken, but was published`);
  }
  const newest = newestOfEachKey(files.filter((file) => stateOf(file) === 'SUCCEEDED'));
  const counting = newest.filter(({ runId }) => told.get(runId)?.[1] !== 't');
  compare('the runs that count', runIds(counting), runIds(files.filter(({ runId }) => told.get(runId)?.[2] === 't')));
  const figures = await rdsData.ask(`
    select branch_code, sum(count), min(min), max(max), sum(sum) from branch_stats_figure figure
      join run on run.run_id = figure.run_id and run.published_attempt = figure.attempt
     where counts and corrects is null group by branch_code order by branch_code`);
  compare('their figures', figuresOf(counting), figures);

  function compare(what: string, clean: unknown, found: unknown): void {
    const [left, right] = [JSON.stringify(clean), JSON.stringify(found)];
    if (left !== right) world.violated(PROMISE, `${what} are ${right}, those of the clean run ${left}`);
  }
}

const runIds = (runs: readonly ModelRun[]): string[] => runs.map(({ runId }) => runId).sort();

function newestOfEachKey(runs: readonly ModelRun[]): ModelRun[] {
  const inOrder = [...runs].sort(compareOrders);
  return [...new Map(inOrder.map((run) => [run.key, run])).values()];
}

function figuresOf(runs: readonly ModelRun[]): string[][] {
  const branches = new Map<string, BranchFigures[]>();
  for (const one of runs.flatMap(({ content }) => content?.figures ?? [])) {
    branches.set(one.branch, [...(branches.get(one.branch) ?? []), one]);
  }
  return [...branches]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([branch, all]) => {
      const total = (of: (one: BranchFigures) => number): number => all.reduce((sum, one) => sum + of(one), 0);
      const [min, max] = [Math.min(...all.map((one) => one.min)), Math.max(...all.map((one) => one.max))];
      return [branch, String(total((one) => one.count)), money(min), money(max), money(total((one) => one.sum))];
    });
}
