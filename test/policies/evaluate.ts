/** One call, as IAM sees it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the call has a value for. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By operator, then by key: the values of which one must match. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Whether a role with these statements may make the call: allowed by one of them and denied by none. */
export function isAllowed(statements: readonly Statement[], call: Call): boolean {
  const applying = statements.filter((statement) => applies(statement, call));
  return applying.some(({ effect }) => effect === 'Allow') && !applying.some(({ effect }) => effect === 'Deny');
}

/** Whether a statement is about the call. */
export function applies({ actions, resources, conditions }: Statement, call: Call): boolean {
  return (
    actions.some((pattern) => matches(pattern.toLowerCase(), call.action.toLowerCase())) &&
    resources.some((pattern) => matches(pattern, call.resource)) &&
    Object.entries(conditions).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => isMet(operator, values, call.context[key])),
    )
  );
}

/** Only what our policies use: another operator is an error, so that none is taken for met. */
const operators: Readonly<Record<string, (value: string, actual: string) => boolean>> = {
  StringEquals: (value, actual) => value === actual,
  StringLike: matches,
  ArnLike: matches,
  Bool: (value, actual) => value === actual,
  NumericLessThan: (value, actual) => Number(actual) < Number(value),
};

function isMet(operator: string, values: readonly string[], actual: string | undefined): boolean {
  const meets = operators[operator];
  if (meets === undefined) {
    throw new Error(`The condition operator ${operator} is not known here; teach it to test/policies/evaluate.ts.`);
  }
  return actual !== undefined && values.some((value) => meets(value, actual));
}

/** IAM's patterns: `*` for anything, `?` for one character. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
