import { json, type Parameter } from '../database/database.ts';
import { dayAfter } from './days.ts';
import { type RunState, runStates } from './run.ts';

/** A day (UTC) or a moment, as RFC 3339 writes them. */
export type DayOrMoment = string;

/** Which runs a list holds. */
export interface RunFilter {
  /** None: runs in any state. */
  readonly states: readonly RunState[];
  readonly jobType?: string | undefined;
  /** Recorded then or later. */
  readonly createdFrom?: DayOrMoment | undefined;
  /** Recorded then or earlier; a day is meant to its end. */
  readonly createdTo?: DayOrMoment | undefined;
  /** A part of a source key, the run id, the request id or the error; upper and lower case alike. */
  readonly search?: string | undefined;
}

/** A place in the list, which begins behind it. */
export interface RunPosition {
  readonly createdAt: string;
  readonly runId: string;
}

export interface RunSelection {
  /** `select run.*` of the newest runs of the filter, one more than `:limit`, unordered. SQL. */
  readonly sql: string;
  readonly parameters: Record<string, Parameter>;
}

/**
 * A search first reads so many of the newest runs: a text that many runs have is found there. One that is rarer than
 * that is looked up in the index of texts, where a frequent one would give too many to sort.
 */
const newestRead = 2000;

const newestFirst = 'order by created_at desc, run_id desc';

/** Reads no more runs than it gives, whatever the filter, or about as many as a search finds. */
export function newestRuns(filter: RunFilter, after: RunPosition | undefined): RunSelection {
  const { conditions, parameters } = plainConditions(filter, after);
  if (filter.search === undefined || filter.search === '') {
    return { sql: inStates(filter, conditions, ':limit + 1'), parameters };
  }
  parameters['pattern'] = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  if (filter.states.length > 0) {
    parameters['states'] = json(filter.states);
    conditions.push('run.state = any (array(select jsonb_array_elements_text(:states::jsonb)))');
  }
  const near = inStates(filter, plainConditions(filter, after).conditions, String(newestRead));
  return {
    sql: `
      with found_near as materialized (
        select run.run_id, run.created_at from (${near}) run
         where ${ofRun} or (${ofSources})
         ${newestFirst} limit :limit + 1
      ),
      found_anywhere as materialized (
        select run.run_id from run where ${ofRun} union select source.run_id from run_source source where ${ofSource}
      ),
      found as (
        select run_id from found_near where (select count(*) from found_near) > :limit
        union all
        (select run.run_id from run
          where (select count(*) from found_near) <= :limit and run.run_id in (select run_id from found_anywhere)
                ${conditions.map((condition) => `and ${condition}`).join(' ')}
          ${newestFirst} limit :limit + 1)
      )
      select run.* from run where run.run_id in (select run_id from found)`,
    parameters,
  };
}

/** Lowered by a function of the indexes: a collation of its own would keep it from them. */
const pattern = 'source_words(:pattern::text)';
const ofRun = `run_words(run.run_id, run.request_id, run.error_code, run.error_message) like ${pattern}`;
const ofSource = `source_words(source.key) like ${pattern}`;

/** An aggregate, because PostgreSQL would look `exists` up for all runs at once instead of for those at hand. */
const ofSources = `select bool_or(${ofSource}) from run_source source where source.run_id = run.run_id`;

/**
 * The index of a state is in the order of the list, that of several states is not: so as many of each as are wanted. An
 * index by job type names the state as well. States stand in the text, being words of our own: of a parameter PostgreSQL
 * would not know that hardly a run is in that state, and would look for it among all runs, the newest first.
 */
function inStates({ states, jobType }: RunFilter, conditions: readonly string[], limit: string): string {
  const newest = (all: readonly string[]): string =>
    `select run.* from run ${all.length === 0 ? '' : `where ${all.join(' and ')}`} ${newestFirst} limit ${limit}`;
  const ofEach = states.length === 0 && jobType !== undefined ? runStates : states;
  if (ofEach.length === 0) return newest(conditions);
  const parts = ofEach.map((state) => `(${newest([`run.state = '${state}'`, ...conditions])})`);
  return `select run.* from (${parts.join(' union all ')}) run ${newestFirst} limit ${limit}`;
}

/** All of a filter but states and search. */
function plainConditions(
  { jobType, createdFrom, createdTo }: RunFilter,
  after: RunPosition | undefined,
): { conditions: string[]; parameters: Record<string, Parameter> } {
  const conditions: string[] = [];
  const parameters: Record<string, Parameter> = {};
  if (jobType !== undefined) {
    conditions.push('run.job_type = :jobType');
    parameters['jobType'] = jobType;
  }
  if (createdFrom !== undefined) {
    conditions.push('run.created_at >= :createdFrom::timestamptz');
    parameters['createdFrom'] = isDay(createdFrom) ? `${createdFrom}T00:00:00Z` : createdFrom;
  }
  if (createdTo !== undefined) {
    conditions.push(`run.created_at ${isDay(createdTo) ? '<' : '<='} :createdTo::timestamptz`);
    parameters['createdTo'] = isDay(createdTo) ? dayAfter(createdTo) : createdTo;
  }
  if (after !== undefined) {
    conditions.push('(run.created_at, run.run_id) < (:afterCreatedAt::timestamptz, :afterRunId::uuid)');
    Object.assign(parameters, { afterCreatedAt: after.createdAt, afterRunId: after.runId });
  }
  return { conditions, parameters };
}

const isDay = (given: DayOrMoment): boolean => given.length === 'YYYY-MM-DD'.length;
