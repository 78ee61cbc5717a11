/** What is needed of a declaration to know its files by their headers. */
interface KindOfFile {
  readonly sources: readonly { readonly role: string; readonly columns: readonly { readonly name: string }[] }[];
}

/** One of the files that a kind of report is made of. */
export interface Part<Kind> {
  readonly kind: Kind;
  readonly role: string;
}

/**
 * Which file of which kind this one is: the one whose columns it has. Where none fits, the one that it lacks the least of,
 * so that the check can say what is missing; a name like `accounts.csv` then decides between files of which nothing is
 * there, and a kind that is made of a single file goes before one of several.
 *
 * @param names the columns in the header; none if it could not be read
 * @throws Error when no kind is given
 */
export function kindOfFile<Kind extends KindOfFile>(
  names: readonly string[],
  fileName: string,
  kinds: readonly Kind[],
): Part<Kind> {
  const [best] = kinds
    .flatMap((kind) => kind.sources.map((source) => ({ kind, role: source.role, ...fitOf(source.columns, names) })))
    .sort(
      (one, other) =>
        other.share - one.share ||
        other.found - one.found ||
        Number(isNamed(fileName, other.role)) - Number(isNamed(fileName, one.role)) ||
        one.kind.sources.length - other.kind.sources.length,
    );
  if (best === undefined) throw new Error('There is no kind of file that it could be.');
  return { kind: best.kind, role: best.role };
}

function fitOf(columns: readonly { readonly name: string }[], names: readonly string[]) {
  const found = columns.filter(({ name }) => names.includes(name)).length;
  return { found, share: found / columns.length };
}

const isNamed = (fileName: string, role: string): boolean => fileName.startsWith(`${role}.`);
