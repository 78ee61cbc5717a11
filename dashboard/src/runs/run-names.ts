import type { Run } from '../api/client.ts';

type Keyed = { readonly sources: readonly Pick<Run['sources'][number], 'key'>[] };
type Named = Keyed & Pick<Run, 'runId' | 'jobType' | 'missingRoles'>;

/** The name by which a person knows the run: that of its file, or of the batch with its files. */
export function runName(run: Named): string {
  const files = run.sources.map((source) => nameOfKey(source.key)).join(', ') || run.runId;
  const batch = batchOf(run);
  return batch === undefined ? files : `${batch} (${files})`;
}

/** The folder of the files that make the run together; undefined for a run of a single file. */
export function batchOf({ sources, missingRoles, jobType }: Named): string | undefined {
  const [first] = sources;
  if (first === undefined || sources.length + missingRoles.length < 2) return undefined;
  const prefix = `landing/${jobType}/`;
  const end = first.key.lastIndexOf('/');
  return first.key.startsWith(prefix) && end > prefix.length ? first.key.slice(prefix.length, end) : undefined;
}

export function nameOfKey(key: string): string {
  return key.split('/').at(-1) || key;
}

/** All keys in full, one a line. */
export function fullKeys(run: Keyed): string {
  return run.sources.map((source) => source.key).join('\n');
}
