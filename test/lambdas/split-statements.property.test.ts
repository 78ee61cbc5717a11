import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../lambdas/core/migrations/split-statements.ts';

const text = fc.string({
  unit: fc.constantFrom('a', ';', "'", '"', '$', '-', '/', '*', '\n', ' ', 'ü', '\\'),
  maxLength: 8,
});

const quoted = text.map((inside) => `'${inside.replaceAll("'", "''")}'`);
const escaped = text.map((inside) => `E'${inside.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`);
const named = text.map((inside) => `"${inside.replaceAll('"', '""')}"`);
const body = fc
  .tuple(fc.constantFrom('$$', '$body$', '$b_1$'), text)
  .map(([tag, inside]) => `${tag}${inside.replaceAll('$', '')}${tag}`);
const lineComment = text.map((inside) => `--${inside.replaceAll('\n', '')}\n`);
const blockComment = text.map((inside) => `/* /* ${inside.replaceAll(/[*/]/g, '')} */ ; */`);
const parenthesised = fc.tuple(quoted, named).map(([left, right]) => `(${left}; ${right})`);
const word = fc.constantFrom('select', 'a$b$c', 'x', '1', '::jsonb', ':=', '$1', ',', 'e');

const fragment = fc.oneof(quoted, escaped, named, body, lineComment, blockComment, parenthesised, word);
const statement = fc.array(fragment, { maxLength: 6 }).map((fragments) => ['select', ...fragments, 'end'].join(' '));

describe('the splitter', () => {
  it('gives back exactly the statements that a file was put together from', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), fc.boolean(), (statements, hasLastSemicolon) => {
        const file = statements.join(';\n') + (hasLastSemicolon ? ';' : '');
        expect(splitStatements(file)).toEqual(statements);
      }),
      { numRuns: 500 },
    );
  });

  it('drops what is no statement', () => {
    expect(splitStatements(' ; -- nothing;\n;/* ; */; select 1 ;\n\n-- the end;')).toEqual(['select 1']);
  });

  it('keeps a comment with the statement that follows it', () => {
    expect(splitStatements('-- why; so\nselect 1; select 2')).toEqual(['-- why; so\nselect 1', 'select 2']);
  });

  it.each([
    ["select 'a;", 'A quote that begins in line 1'],
    ['select 1;\n$x$ ; $y$', 'The body $x$ that begins in line 2'],
    ['/* /* */', 'A comment that begins in line 1'],
    ['create function f() returns int begin atomic select 1; end', 'begin atomic'],
  ])('refuses %j', (sql, complaint) => {
    expect(() => splitStatements(sql)).toThrow(complaint);
  });

  it("finds the project's own statements, each beginning with what it does", () => {
    const directory = path.join(import.meta.dirname, '../../migrations');
    for (const file of readdirSync(directory)) {
      const statements = splitStatements(readFileSync(path.join(directory, file), 'utf8'));
      expect(statements.length).toBeGreaterThan(0);
      for (const found of statements) {
        expect(found.replaceAll(/^\s*--.*$/gm, '').trim()).toMatch(
          /^(create|alter|insert|update|drop|comment|grant|do)\s/i,
        );
      }
    }
  });
});
