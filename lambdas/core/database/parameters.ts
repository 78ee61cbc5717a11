import type { Field, SqlParameter } from '@aws-sdk/client-rds-data';
import type { Parameter, Parameters } from './database.ts';

/** Turns named values into the Data API's parameters. @throws TypeError for a fraction, an infinity or an invalid date. */
export const toSqlParameters = (parameters: Parameters): SqlParameter[] =>
  Object.entries(parameters).map(([name, value]) => ({ name, ...toTypedField(value) }));

type TypedField = Pick<SqlParameter, 'typeHint'> & { value: Field };

const HINTS = { uuid: 'UUID', json: 'JSON', decimal: 'DECIMAL' } as const;

function toTypedField(value: Parameter): TypedField {
  if (value === null) {
    return { value: { isNull: true } };
  }
  switch (typeof value) {
    case 'string':
      return { value: { stringValue: value } };
    case 'boolean':
      return { value: { booleanValue: value } };
    case 'number':
      return wholeNumber(value);
    case 'bigint':
      return isSafe(value)
        ? { value: { longValue: Number(value) } }
        : { value: { stringValue: value.toString() }, typeHint: HINTS.decimal };
    default:
      return value instanceof Date
        ? { value: { stringValue: timestampText(value) }, typeHint: 'TIMESTAMP' }
        : { value: { stringValue: value.text }, typeHint: HINTS[value.type] };
  }
}

function wholeNumber(value: number): TypedField {
  if (!Number.isSafeInteger(value)) {
    throw new TypeError(`${value} is not a whole number that is exact; pass decimal('…') instead.`);
  }
  return { value: { longValue: value } };
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

/** The Data API's form of a moment: `YYYY-MM-DD HH:MM:SS.fff`, UTC. */
const timestampText = (moment: Date): string => moment.toISOString().replace('T', ' ').replace('Z', '');
