import type { ArrayValue, ColumnMetadata, Field } from '@aws-sdk/client-rds-data';

const WHOLE_NUMBER_TYPES = new Set(['int2', 'int4', 'int8', 'smallserial', 'serial', 'bigserial']);

/**
 * Turns records of the Data API, asked for with `longReturnType: STRING` so that no digit is lost, into objects.
 * @throws RangeError for an integer that JavaScript cannot hold exactly.
 */
export const toRows = (
  records: readonly (readonly Field[])[],
  columns: readonly ColumnMetadata[],
): Record<string, unknown>[] =>
  records.map((record) => Object.fromEntries(record.map((field, place) => toEntry(field, columns[place]))));

function toEntry(field: Field, column: ColumnMetadata | undefined): [string, unknown] {
  const name = column?.label ?? column?.name;
  if (name === undefined) {
    throw new Error('The database answered a column without a name.');
  }
  const value = toValue(field);
  const isWholeNumber = WHOLE_NUMBER_TYPES.has(column?.typeName ?? '');
  return [name, isWholeNumber && typeof value === 'string' ? exactNumber(value, name) : value];
}

function toValue(field: Field): unknown {
  if (field.isNull === true) {
    return null;
  }
  if (field.arrayValue !== undefined) {
    return toArray(field.arrayValue);
  }
  return field.stringValue ?? field.longValue ?? field.booleanValue ?? field.doubleValue ?? field.blobValue;
}

const toArray = (array: ArrayValue): unknown[] =>
  array.stringValues ??
  array.longValues ??
  array.booleanValues ??
  array.doubleValues ??
  array.arrayValues?.map((inner) => (inner === null ? null : toArray(inner))) ??
  [];

function exactNumber(digits: string, column: string): number {
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${digits} in column ${column} does not fit a JavaScript number; select it as text.`);
  }
  return value;
}
