import { parseArrayLiteral } from './array-literal.ts';
import { DataApiError } from './errors.ts';
import type { PostgresType, ResultType } from './postgres-types.ts';
import type { ResultSetOptions } from './requests.ts';

type Scalar = boolean | bigint | number | string;

/** One value as the API writes it; a bigint becomes a plain JSON number. */
export type Field =
  | { readonly isNull: true }
  | { readonly booleanValue: boolean }
  | { readonly longValue: bigint }
  | { readonly doubleValue: number }
  | { readonly stringValue: string }
  | { readonly blobValue: string }
  | { readonly arrayValue: ArrayValue };

type ArrayValue = Readonly<
  Partial<Record<'booleanValues' | 'longValues' | 'doubleValues' | 'stringValues', unknown[]>>
>;

/** Writes one value of a result set, given PostgreSQL's text of it. */
export function toField(text: string | null, type: ResultType, options: ResultSetOptions | undefined): Field {
  if (text === null) return { isNull: true };
  if (type.array) return { arrayValue: toArray(text, type.element, options) };
  if (type.type.kind === 'blob') return { blobValue: base64(text) };
  const value = toScalar(text, type.type, options);
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'bigint') return { longValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  return { stringValue: value };
}

/** Writes one value for `formatRecordsAs: JSON`. */
export function toJson(text: string | null, type: ResultType, options: ResultSetOptions | undefined): unknown {
  if (text === null) return null;
  if (type.array) return elementsOf(text).map((item) => (item === null ? null : toScalar(item, type.element, options)));
  return type.type.kind === 'blob' ? base64(text) : toScalar(text, type.type, options);
}

function toScalar(text: string, { kind }: PostgresType, options: ResultSetOptions | undefined): Scalar {
  switch (kind) {
    case 'boolean':
      return text === 't';
    case 'long':
      return options?.longReturnType === 'STRING' ? text : BigInt(text);
    case 'double':
      return Number.isFinite(Number(text)) ? Number(text) : text; // JSON has no NaN and no infinity
    case 'decimal':
      if (options?.decimalReturnType !== 'DOUBLE_OR_LONG') return text;
      return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
    case 'timestamptz':
      return text.replace(/\+00$/, ''); // always UTC, and the API writes no offset
    default:
      return text;
  }
}

function toArray(text: string, element: PostgresType, options: ResultSetOptions | undefined): ArrayValue {
  const items = elementsOf(text).map((item) => (item === null ? null : toScalar(item, element, options)));
  const first = items.find((item) => item !== null);
  if (typeof first === 'boolean') return { booleanValues: items };
  if (typeof first === 'bigint') return { longValues: items };
  if (typeof first === 'number') return { doubleValues: items };
  return { stringValues: items };
}

function elementsOf(text: string): (string | null)[] {
  const items = parseArrayLiteral(text);
  if (items !== undefined) return items;
  throw new DataApiError('UnsupportedResultException', 'The result contains a multidimensional array');
}

/** PostgreSQL writes bytes as `\x` and hexadecimal digits. */
function base64(text: string): string {
  return Buffer.from(text.slice(2), 'hex').toString('base64');
}
