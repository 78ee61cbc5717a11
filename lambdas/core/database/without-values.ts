/**
 * PostgreSQL's complaint about a statement without the values that it was about: those may be of a file, and what becomes of
 * an error is a line of a log. Constraints and columns keep their names; what a bad value was, is in the file.
 * `glue-scripts/countinghouse/failure.py` follows the same rule.
 */
export function withoutValues(complaint: string): string {
  const { head, state } = /^(?<head>.*?)(?<state>; SQLState: ?\w{5}.*)?$/s.exec(complaint)?.groups ?? {};
  // "Key (branch_code)=(NORTH) already exists.", "Failing row contains (…)."
  const said = (head ?? '').replace(/;?\s*\b(?:Detail|Where|Hint): .*$/s, '');
  // The class of what is wrong with a value itself: "invalid input syntax for type numeric: "12,5"".
  const isAboutValue = /SQLState: ?22/.test(state ?? '');
  return `${isAboutValue ? said.replace(/"[^"]*"/g, '"…"') : said}${state ?? ''}`;
}
