/** What of an OpenAPI 3.1 document the reference reads. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  /** None needed when it is empty. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly schema?: Schema; readonly description?: string }>>;
  readonly content?: Content;
}

export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** One way to use the API, ready to be shown. */
export interface Entry {
  /** Names it in the page's address, after the `#`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface Group {
  readonly name: string;
  readonly entries: readonly Entry[];
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'];

/** The operations in the document's order, grouped by what they are about: the first word of the path after `/api/`. */
export function groupsOf(document: ApiDocument): Group[] {
  const groups = new Map<string, Entry[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!methods.includes(method)) continue;
      const id = operation.operationId ?? `${method}-${path}`;
      const name = /^\/api\/([^/.]+)/.exec(path)?.[1] ?? path;
      const group = groups.get(name) ?? [];
      group.push({ id, method, path, operation });
      groups.set(name, group);
    }
  }
  return [...groups].map(([name, entries]) => ({ name, entries }));
}

/** Only what has all the words in its method, path, id or summary; a group without any is left out. */
export function matching(groups: readonly Group[], search: string): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ name, entries }) => ({
      name,
      entries: entries.filter(({ method, path, id, operation }) => {
        const text = `${method} ${path} ${id} ${operation.summary ?? ''}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** The schema that a reference names, with that name; a schema that is no reference is itself. */
export function resolved(document: ApiDocument, schema: Schema): { name: string | undefined; schema: Schema } {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  if (name === undefined) return { name: undefined, schema };
  return { name, schema: document.components?.schemas?.[name] ?? {} };
}
