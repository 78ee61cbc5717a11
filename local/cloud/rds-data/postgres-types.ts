/** How the API presents a type of PostgreSQL. */
export interface PostgresType {
  readonly name: string;
  readonly kind: 'boolean' | 'long' | 'double' | 'decimal' | 'blob' | 'timestamptz' | 'string';
  /** Number of the type in java.sql.Types. */
  readonly jdbc: number;
  readonly precision: number;
  readonly signed: boolean;
  readonly caseSensitive: boolean;
}

const unbounded = 2_147_483_647;

function type(name: string, kind: PostgresType['kind'], jdbc: number, precision: number): PostgresType {
  const signed = ['long', 'double', 'decimal'].includes(kind);
  return { name, kind, jdbc, precision, signed, caseSensitive: kind === 'string' && jdbc !== 91 && jdbc !== 92 };
}

/** Scalar types that the API supports, by their number in pg_type. Enums, which have no fixed number, are not here. */
const scalars: ReadonlyMap<number, PostgresType> = new Map([
  [16, type('bool', 'boolean', -7, 1)],
  [17, type('bytea', 'blob', -2, unbounded)],
  [19, type('name', 'string', 12, unbounded)],
  [20, type('int8', 'long', -5, 19)],
  [21, type('int2', 'long', 5, 5)],
  [23, type('int4', 'long', 4, 10)],
  [25, type('text', 'string', 12, unbounded)],
  [114, type('json', 'string', 1111, unbounded)],
  [650, type('cidr', 'string', 1111, unbounded)],
  [700, type('float4', 'double', 7, 8)],
  [701, type('float8', 'double', 8, 17)],
  [869, type('inet', 'string', 1111, unbounded)],
  [1042, type('bpchar', 'string', 1, unbounded)],
  [1043, type('varchar', 'string', 12, unbounded)],
  [1082, type('date', 'string', 91, 13)],
  [1083, type('time', 'string', 92, 15)],
  [1114, type('timestamp', 'string', 93, 29)],
  [1184, type('timestamptz', 'timestamptz', 93, 35)],
  [1700, type('numeric', 'decimal', 2, 0)],
  [2950, type('uuid', 'string', 1111, unbounded)],
  [3802, type('jsonb', 'string', 1111, unbounded)],
]);

/** Array types, by their number, with the number of their elements' type. */
const arrays: ReadonlyMap<number, number> = new Map([
  [1000, 16],
  [1001, 17],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1231, 1700],
  [199, 114],
  [2951, 2950],
  [3807, 3802],
]);

export type ResultType =
  | { readonly array: false; readonly type: PostgresType }
  | { readonly array: true; readonly element: PostgresType };

/** Gives undefined for a type that is not known without asking the database. */
export function knownType(oid: number): ResultType | undefined {
  const scalar = scalars.get(oid);
  if (scalar !== undefined) return { array: false, type: scalar };
  const element = scalars.get(arrays.get(oid) ?? 0);
  return element === undefined ? undefined : { array: true, element };
}

export function enumType(name: string): ResultType {
  return { array: false, type: type(name, 'string', 12, unbounded) };
}
