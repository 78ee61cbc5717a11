import { checkFile, type FileToCheck } from './check-file.ts';
import type { Declaration } from './declaration.ts';
import { kindOfFile } from './kind-of-file.ts';
import type { PreflightReport } from './report.ts';

/** What kind of file it is, and what is to be expected of it as such. */
export interface CheckedKind {
  /** The place of the declaration among those that were given. */
  readonly kind: number;
  readonly role: string;
  readonly report: PreflightReport;
}

/**
 * Finds out by its header what kind of file it is, and checks it as that.
 * @throws when the file cannot be read
 */
export async function checkKind(
  file: Omit<FileToCheck, 'role'>,
  declarations: readonly Declaration[],
): Promise<CheckedKind> {
  const [first] = declarations;
  if (first === undefined) throw new Error('There is no kind of file that it could be.');
  const asFirst = await checkFile(file, first);
  const { kind, role } = kindOfFile(asFirst.header?.found ?? [], file.name, declarations);
  // The header is told whatever was expected of it. A file of another kind was read to its header only.
  const isFirst = kind === first && role === first.sources[0]?.role;
  return {
    kind: declarations.indexOf(kind),
    role,
    report: isFirst ? asFirst : await checkFile({ ...file, role }, kind),
  };
}
