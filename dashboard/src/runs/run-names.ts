import type { Run } from '../api/client.ts';

type Named = { readonly sources: readonly Pick<Run['sources'][number], 'key'>[]; readonly runId: string };

/** The last part of the landed key: the name by which a person knows the file. */
export function fileName(run: Named): string {
  return run.sources.map((source) => nameOfKey(source.key)).join(', ') || run.runId;
}

export function nameOfKey(key: string): string {
  return key.split('/').at(-1) || key;
}

/** All keys in full, one a line. */
export function fullKeys(run: Named): string {
  return run.sources.map((source) => source.key).join('\n');
}
