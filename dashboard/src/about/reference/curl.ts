import { type ApiDocument, type Entry, resolved, type Schema } from './document.ts';

/** A command line that uses the operation: with what it requires, and no more. */
export function curlOf(document: ApiDocument, { method, path, operation }: Entry, origin: string): string {
  const required = (operation.parameters ?? []).filter((parameter) => parameter.required);
  const encoded = (schema: Schema | undefined) => encodeURIComponent(String(exampleOf(document, schema ?? {})));
  const address = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encoded(required.find((parameter) => parameter.name === name)?.schema),
  );
  const query = required
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => `${name}=${encoded(schema)}`)
    .join('&');
  const lines = [`curl -sS ${quoted(`${origin}${address}${query && `?${query}`}`)}`];
  if (operation.security?.length !== 0) lines.push('-H "authorization: Bearer $COUNTINGHOUSE_TOKEN"');
  if (method !== 'get') lines.push(`-X ${method.toUpperCase()}`);
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body) {
    lines.push(
      `-H ${quoted('content-type: application/json')}`,
      `-d ${quoted(JSON.stringify(exampleOf(document, body)))}`,
    );
  }
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A value that the schema admits, as far as it says so; only what an object requires. */
export function exampleOf(document: ApiDocument, schema: Schema): unknown {
  const { schema: target } = resolved(document, schema);
  const [given] = [...(target.examples ?? []), target.const, target.default, ...(target.enum ?? [])].filter(
    (value) => value !== undefined,
  );
  if (given !== undefined) return given;
  const [first] = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
  if (first) return exampleOf(document, first);
  const type = typeof target.type === 'string' ? target.type : target.type?.[0];
  if (type === 'object' || target.properties) {
    const members = Object.entries(target.properties ?? {}).filter(([name]) => target.required?.includes(name));
    return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(document, member)]));
  }
  if (type === 'array') {
    return Array.from({ length: target.minItems ?? 0 }, () => exampleOf(document, target.items ?? {}));
  }
  if (type === 'integer' || type === 'number') return target.minimum ?? 0;
  if (type === 'boolean') return false;
  if (target.format === 'uuid') return '00000000-0000-4000-8000-000000000000';
  if (target.format === 'date') return '2026-01-31';
  if (target.format === 'date-time') return '2026-01-31T10:00:00.000Z';
  return '…';
}
