/**
 * Reads PostgreSQL's text form of an array with one dimension: `{1,NULL,"a \"b\""}`. Gives undefined for an array with
 * more dimensions.
 */
export function parseArrayLiteral(text: string): (string | null)[] | undefined {
  if (text === '{}') return [];
  if (text.startsWith('{{') || text.startsWith('[')) return undefined;
  const items: (string | null)[] = [];
  const item = /"((?:[^"\\]|\\[\s\S])*)"|([^,{}"]+)/g;
  for (const [, quoted, bare] of text.matchAll(item)) {
    if (quoted !== undefined) items.push(quoted.replace(/\\([\s\S])/g, '$1'));
    else items.push(bare === undefined || bare === 'NULL' ? null : bare);
  }
  return items;
}
