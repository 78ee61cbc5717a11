import { DataApiError } from './errors.ts';
import type { Parameter, TypeHint } from './requests.ts';
import { scanSql } from './sql-scanner.ts';

/** One statement in PostgreSQL's own form. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** The first word, in lower case: `select`, `insert`, … */
  readonly verb: string;
}

/**
 * Puts `$1`, `$2`, … for the named parameters. As in the real API a value has a type of its own and is not what the
 * statement would like it to be: a string is no uuid, and a long is no integer, unless the statement casts it or a type
 * hint says so.
 */
export function bindStatement(sql: string, parameters: readonly Parameter[]): BoundStatement {
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const places = new Map<string, string>();
  const values: (string | Buffer | null)[] = [];
  let text = '';
  let verb: string | undefined;
  let ended = false;
  for (const piece of scanSql(sql)) {
    if (piece.kind === 'semicolon') {
      ended ||= verb !== undefined;
      continue;
    }
    if (piece.kind === 'ignored') {
      text += piece.text;
      continue;
    }
    if (ended) throw new DataApiError('ValidationException', "Multistatements aren't supported.");
    verb ??= piece.text.toLowerCase();
    text += piece.kind === 'text' ? piece.text : placeOf(piece.name);
  }
  if (verb === undefined) throw new DataApiError('BadRequestException', 'SQL statement is empty.');
  return { text, values, verb };

  function placeOf(name: string): string {
    const known = places.get(name);
    if (known !== undefined) return known;
    const parameter = given.get(name);
    if (parameter === undefined) throw new DataApiError('BadRequestException', `Cannot find parameter: ${name}`);
    const { value, type } = typedValue(parameter);
    values.push(value);
    // In parentheses, because `limit` and the like take no bare cast.
    const place = type === undefined ? `$${values.length}` : `($${values.length}::${type})`;
    places.set(name, place);
    return place;
  }
}

interface TypedValue {
  readonly value: string | Buffer | null;
  /** Undefined: PostgreSQL finds the type of a null by itself. */
  readonly type: string | undefined;
}

const hints: Readonly<Record<TypeHint, { readonly type: string; readonly form: RegExp }>> = {
  DECIMAL: { type: 'numeric', form: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i },
  JSON: { type: 'json', form: /[\s\S]/ },
  UUID: { type: 'uuid', form: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i },
  TIMESTAMP: { type: 'timestamp', form: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,9})?$/ },
  DATE: { type: 'date', form: /^\d{4}-\d{2}-\d{2}$/ },
  TIME: { type: 'time', form: /^\d{2}:\d{2}:\d{2}(\.\d{1,9})?$/ },
};

function typedValue({ name, value, typeHint }: Parameter): TypedValue {
  if (value === undefined) throw new DataApiError('BadRequestException', `Parameter ${name} has no value.`);
  if (value.arrayValue !== undefined) {
    throw new DataApiError('BadRequestException', 'Array parameters are not supported.');
  }
  if (value.isNull !== undefined) {
    if (!value.isNull) throw new DataApiError('BadRequestException', `Parameter ${name}: isNull must be true.`);
    return { value: null, type: typeHint === undefined ? undefined : hints[typeHint].type };
  }
  if (value.booleanValue !== undefined) return { value: String(value.booleanValue), type: 'boolean' };
  if (value.longValue !== undefined) return { value: value.longValue, type: 'bigint' };
  if (value.doubleValue !== undefined) return { value: String(value.doubleValue), type: 'double precision' };
  if (value.blobValue !== undefined) return { value: Buffer.from(value.blobValue, 'base64'), type: 'bytea' };
  return typedString(name, value.stringValue ?? '', typeHint);
}

function typedString(name: string, value: string, typeHint: TypeHint | undefined): TypedValue {
  if (typeHint === undefined) return { value, type: 'text' };
  const { type, form } = hints[typeHint];
  if (!form.test(value)) {
    throw new DataApiError('BadRequestException', `Parameter ${name} is not a ${typeHint}: "${value.slice(0, 100)}"`);
  }
  return { value, type };
}
