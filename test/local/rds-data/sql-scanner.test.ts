import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanSql } from '../../../local/cloud/rds-data/sql-scanner.ts';

const names = (sql: string) => [...scanSql(sql)].flatMap((piece) => (piece.kind === 'parameter' ? [piece.name] : []));

describe('the SQL scanner', () => {
  const fragments = [
    "'",
    '"',
    '$$',
    '$a$',
    ':x',
    '::',
    ';',
    '--',
    '\n',
    '/*',
    '*/',
    '\\',
    'E',
    'e',
    ' ',
    'ü',
    '💶',
    '1',
    ')',
  ];

  it('loses nothing of any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...fragments)).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (sql) => {
        expect([...scanSql(sql)].map(({ text }) => text).join('')).toBe(sql);
      }),
    );
  });

  it('finds a parameter after any quoted text, and none inside', () => {
    const inside = fc.array(fc.constantFrom(...fragments)).map((all) => all.join(''));
    fc.assert(
      fc.property(inside, (text) => {
        expect(names(`select '${text.replaceAll("'", "''")}', :after`)).toEqual(['after']);
        expect(names(`select "${text.replaceAll('"', '""')}", :after`)).toEqual(['after']);
        expect(names(`select $q$${text}$q$, :after`)).toEqual(['after']);
        expect(names(`select 1 -- ${text.replaceAll('\n', '')}\n, :after`)).toEqual(['after']);
        expect(names(`select e'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}', :after`)).toEqual(['after']);
      }),
    );
  });

  it.each([
    ['select a::int, :b::uuid, array_a[1:2]', ['b']],
    ['call f(named := :v)', ['v']],
    ['select price$1, $1, :a /* :b /* :c */ :d */ + :e', ['a', 'e']],
    ["select prefixe'x' , ':no'", []],
    ["select 'unclosed :a", []],
    ['select $tag$ $$ :a $tag$, :b', ['b']],
  ])('reads %s', (sql, expected) => {
    expect(names(sql)).toEqual(expected);
  });
});
