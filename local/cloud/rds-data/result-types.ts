import type { FieldDef } from 'pg';
import { z } from 'zod';
import type { Connection } from './connections.ts';
import { DataApiError } from './errors.ts';
import { enumType, knownType, type ResultType } from './postgres-types.ts';

const typeRow = z.object({ name: z.string(), kind: z.string() });

/** Gives the type of each column. Throws UnsupportedResultException for one that the real API cannot return either. */
export async function resultTypes(fields: readonly FieldDef[], connection: Connection): Promise<ResultType[]> {
  const types: ResultType[] = [];
  for (const { dataTypeID } of fields) types.push(knownType(dataTypeID) ?? (await askFor(dataTypeID, connection)));
  return types;
}

async function askFor(oid: number, connection: Connection): Promise<ResultType> {
  const sql = 'select typname::text as name, typtype::text as kind from pg_catalog.pg_type where oid = $1';
  const { rows } = await connection.query(sql, [oid]);
  const { name, kind } = typeRow.parse(rows[0]);
  if (kind === 'e') return enumType(name);
  throw new DataApiError('UnsupportedResultException', `The result contains the unsupported data type ${name}`);
}
