import type { JobType } from '../../api/client.ts';

/** The column of a correction that says which line of the original file a row corrects. */
const line = { name: '_line', type: 'integer', required: true, minimum: '1' } as const;

/**
 * What a correction must look like: as the job type declares it, with the line behind the other columns, by which the job
 * judges it last; and with any share of bad rows, for those just stay quarantined.
 */
export function correctionDeclaration(declaration: JobType): JobType {
  const sources = declaration.sources.map((source) => ({ ...source, columns: [...source.columns, line] }));
  return { ...declaration, sources, badRowTolerance: '1' };
}
