import { type ApiDocument, resolved, type Schema } from './document.ts';

/** A schema's type in words: 'text (uuid)', 'list of Run', 'one of "asc", "desc"', 'number or nothing'. */
export function typeInWords(document: ApiDocument, schema: Schema): string {
  const { name, schema: target } = resolved(document, schema);
  if (name !== undefined) return name;
  if (target.const !== undefined) return JSON.stringify(target.const);
  const several = target.anyOf ?? target.oneOf;
  if (several) return unique(several.map((one) => typeInWords(document, one))).join(' or ');
  if (target.allOf) return target.allOf.map((one) => typeInWords(document, one)).join(' and ');
  if (target.enum) return choiceInWords(target.enum);
  const types = typeof target.type === 'string' ? [target.type] : (target.type ?? []);
  if (types.length === 0) return target.properties ? 'object' : 'anything';
  return types.map((type) => oneTypeInWords(document, target, type)).join(' or ');
}

function oneTypeInWords(document: ApiDocument, schema: Schema, type: string): string {
  if (type === 'array') return `list of ${schema.items ? typeInWords(document, schema.items) : 'anything'}`;
  const format = schema.format ? ` (${schema.format})` : '';
  const words: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    null: 'null',
    boolean: 'true or false',
  };
  return (words[type] ?? type) + (type === 'null' ? '' : format);
}

function choiceInWords(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

/** What else a value must keep to, each a few words: '1 to 1000', 'at most 200 items', 'matches ^…$'. */
export function limitsInWords(schema: Schema): string[] {
  return [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    schema.pattern === undefined ? '' : `matches ${schema.pattern}`,
    schema.default === undefined ? '' : `by default ${JSON.stringify(schema.default)}`,
    schema.examples?.[0] === undefined ? '' : `for example ${JSON.stringify(schema.examples[0])}`,
  ].filter((words) => words !== '');
}

function range(least: number | undefined, most: number | undefined, of: string): string {
  if (least !== undefined && most !== undefined && most < Number.MAX_SAFE_INTEGER) {
    return least === most ? `exactly ${least}${of}` : `${least} to ${most}${of}`;
  }
  if (least !== undefined && least > Number.MIN_SAFE_INTEGER) return `at least ${least}${of}`;
  if (most !== undefined && most < Number.MAX_SAFE_INTEGER) return `at most ${most}${of}`;
  return '';
}

/** The schemas within a schema that are worth unfolding: members of an object, of a list's items, of each alternative. */
export function unfolded(document: ApiDocument, schema: Schema): Schema[] {
  const { schema: target } = resolved(document, schema);
  if (target.properties && Object.keys(target.properties).length > 0) return [target];
  if (target.items) return unfolded(document, target.items);
  const within = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
  const values = typeof target.additionalProperties === 'object' ? [target.additionalProperties] : [];
  return [...within, ...values].flatMap((one) => unfolded(document, one));
}
