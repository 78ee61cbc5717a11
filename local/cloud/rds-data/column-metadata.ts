import type { FieldDef } from 'pg';
import { z } from 'zod';
import type { Connection } from './connections.ts';
import type { PostgresType, ResultType } from './postgres-types.ts';

const attributeRow = z.object({
  table_id: z.string().transform(Number),
  column_id: z.string().transform(Number),
  table_name: z.string(),
  not_null: z.string().transform((text) => text === 't'),
  identity: z.string().transform((text) => text === 't'),
});
type Attribute = z.output<typeof attributeRow>;

const attributes = `
select attrelid as table_id, attnum as column_id, relname::text as table_name, attnotnull as not_null,
       attidentity <> '' or coalesce(pg_get_expr(adbin, adrelid) like 'nextval(%', false) as identity
  from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
  left join pg_catalog.pg_attrdef on adrelid = attrelid and adnum = attnum
 where attrelid = any($1::oid[])`;

/** Describes the columns of a result set as JDBC would. */
export async function columnMetadata(
  fields: readonly FieldDef[],
  types: readonly ResultType[],
  connection: Connection,
): Promise<unknown[]> {
  const known = await attributesOf(fields, connection);
  return fields.flatMap((field, index) => {
    const type = types[index];
    if (type === undefined) return [];
    const scalar = type.array ? type.element : type.type;
    const attribute = known.find(
      ({ table_id, column_id }) => table_id === field.tableID && column_id === field.columnID,
    );
    return [
      {
        arrayBaseColumnType: type.array ? scalar.jdbc : 0,
        isAutoIncrement: attribute?.identity ?? false,
        isCaseSensitive: scalar.caseSensitive,
        isCurrency: false,
        isSigned: scalar.signed,
        label: field.name,
        name: field.name,
        nullable: attribute === undefined ? 2 : attribute.not_null ? 0 : 1, // 2: not known, as for an expression
        ...sizeOf(field, scalar),
        schemaName: '',
        tableName: attribute?.table_name ?? '',
        type: type.array ? 2003 : scalar.jdbc,
        typeName: type.array ? `_${scalar.name}` : scalar.name,
      },
    ];
  });
}

async function attributesOf(fields: readonly FieldDef[], connection: Connection): Promise<Attribute[]> {
  const tables = [...new Set(fields.map(({ tableID }) => tableID).filter((id) => id !== 0))];
  if (tables.length === 0) return [];
  const { rows } = await connection.query(attributes, [tables]);
  return z.array(attributeRow).parse(rows);
}

// The length of a type is kept with 4 bytes of header; numeric keeps precision and scale in one number.
function sizeOf(
  { dataTypeModifier }: FieldDef,
  { name, precision }: PostgresType,
): { precision: number; scale: number } {
  if (name === 'timestamp' || name === 'timestamptz' || name === 'time') return { precision, scale: 6 };
  if (name === 'float4' || name === 'float8') return { precision, scale: name === 'float4' ? 8 : 17 };
  if (dataTypeModifier < 4) return { precision, scale: 0 };
  const modifier = dataTypeModifier - 4;
  if (name === 'numeric') return { precision: modifier >> 16, scale: modifier & 0xffff };
  return { precision: name === 'varchar' || name === 'bpchar' ? modifier : precision, scale: 0 };
}
