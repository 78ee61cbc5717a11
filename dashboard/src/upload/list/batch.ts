import type { JobType } from '../../api/client.ts';

/** Where a file lands that makes a run together with others. */
export interface BatchFile {
  /** The folder of the files that make one run. */
  readonly batch: string;
  readonly role: string;
  /** Of all files of the batch. */
  readonly roles: readonly string[];
  /** The name under which it lands. */
  readonly fileName: string;
}

/** What of an item matters for its batch. */
interface InBatch {
  readonly batchFile: BatchFile | undefined;
  readonly landed: unknown;
}

/** Undefined for a file that makes a run by itself. */
export function batchFileOf(
  { sources, landing }: JobType,
  { role, name }: { readonly role: string; readonly name: string },
  batch: string,
): BatchFile | undefined {
  if (sources.length === 1) return undefined;
  const [suffix = ''] = landing.suffixes.filter((one) => name.endsWith(one)).sort((a, b) => b.length - a.length);
  return { batch, role, roles: sources.map((source) => source.role), fileName: `${role}${suffix}` };
}

/** How a batch stands on this list: the roles of which no file is there, and whether all have landed. */
export function batchStanding(batch: string, items: readonly InBatch[]) {
  const files = items.filter((item) => item.batchFile?.batch === batch);
  const roles = files[0]?.batchFile?.roles ?? [];
  const isThere = (role: string, among: readonly InBatch[]) => among.some(({ batchFile }) => batchFile?.role === role);
  const landed = files.filter((item) => item.landed);
  return {
    missing: roles.filter((role) => !isThere(role, files)),
    /** One more file would be a new version of one of them. */
    isComplete: roles.length > 0 && roles.every((role) => isThere(role, landed)),
  };
}

/** '2026-05-01-134507': by the reader's clock, so that a batch is found again among others, and no two have one name. */
export function proposedBatch(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

const longest = 255;
const unfit = /[/\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What is wrong with the name of a batch; undefined when nothing is. The server says the same, but later. */
export function batchNameFault(name: string): string | undefined {
  if (name === '') return 'A batch needs a name.';
  if (unfit.test(name)) return 'One folder, without slashes and control characters.';
  if (name === 'corrections') return 'A batch cannot be called so: corrections of other files lie there.';
  if (new TextEncoder().encode(name).length > longest) return `At most ${longest} bytes.`;
  return undefined;
}
