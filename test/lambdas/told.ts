import { vi } from 'vitest';
import { z } from 'zod';

const lineSchema = z.record(z.string(), z.unknown());
export type Line = z.output<typeof lineSchema>;

/** Everything that was written to standard output and standard error while some work went on. */
export interface Told {
  readonly text: string;
  /** Lines of the log. */
  readonly lines: readonly Line[];
  /** Documents of CloudWatch's embedded metric format. */
  readonly metrics: readonly Line[];
}

/** Listens to what Powertools writes, which goes past the console that tests have of their own. */
export async function toldDuring(work: () => Promise<unknown>): Promise<Told> {
  const written: string[] = [];
  const keep = (chunk: string | Uint8Array): boolean => written.push(String(chunk)) > 0;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
  const text = written.join('');
  const documents = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => lineSchema.parse(JSON.parse(line)));
  return {
    text,
    lines: documents.filter((document) => document['_aws'] === undefined),
    metrics: documents.filter((document) => document['_aws'] !== undefined),
  };
}
