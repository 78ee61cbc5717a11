// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DocumentPage } from '../../dashboard/src/about/docs/document-page.tsx';
import { documents } from '../../dashboard/src/about/docs/documents.ts';
import { blocksOf, inlineOf } from '../../dashboard/src/about/docs/markdown.ts';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const textOf = (name: string) => readFileSync(path.join(import.meta.dirname, `../../docs/${name}.md`), 'utf8');
const names = Object.keys(documents) as (keyof typeof documents)[];

describe.each(names)('the document "%s"', (name) => {
  it('begins with the title that it is listed by', () => {
    expect(textOf(name).split('\n')[0]).toBe(`# ${documents[name].title}`);
  });

  it('is shown with every word, and with nothing of its markup', async () => {
    const { container } = drawn(<DocumentPage name={name} />);
    await waitFor(() => expect(container.querySelectorAll('article > *').length).toBeGreaterThan(2));
    for (const code of container.querySelectorAll('code')) code.remove();
    const shown = container.querySelector('article')?.textContent ?? '';
    expect(shown).not.toMatch(/\*\*|\]\(|^#|```|`/m);
    const plain = textOf(name)
      .replace(/^# .*\n/, '')
      .replace(/<picture>[\s\S]*?<\/picture>/g, ' ')
      .replace(/```[\s\S]*?```/g, ' ')
      .replace(/`[^`]*`/g, ' ')
      .replace(/\]\([^)]*\)/g, ' ');
    const words = (text: string) => text.match(/\p{L}{3,}/gu) ?? [];
    expect(words(shown).join(' ').length).toBeGreaterThanOrEqual(words(plain).join(' ').length * 0.9);
    for (const word of words(plain)) expect(shown).toContain(word);
  });
});

describe('a line of a document', () => {
  it('has code, which nothing within can end, and bold, italic and links', () => {
    expect(inlineOf('a **b `**` c** _d_ snake_case_name [`e`](f.md).')).toEqual([
      { kind: 'text', text: 'a ' },
      {
        kind: 'bold',
        parts: [
          { kind: 'text', text: 'b ' },
          { kind: 'code', text: '**' },
          { kind: 'text', text: ' c' },
        ],
      },
      { kind: 'text', text: ' ' },
      { kind: 'italic', parts: [{ kind: 'text', text: 'd' }] },
      { kind: 'text', text: ' snake_case_name ' },
      { kind: 'link', to: 'f.md', parts: [{ kind: 'code', text: 'e' }] },
      { kind: 'text', text: '.' },
    ]);
  });
});

describe('blocks of a document', () => {
  it('are told apart', () => {
    const blocks = blocksOf(
      '# T\n\nOne\ntwo.\n\n- a\n  b\n- c\n\n1. x\n\n| h |\n| - |\n| v \\| w |\n\n> q\n\n```sh\nls\n```\n',
    );
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'table', 'quote', 'code']);
    expect(blocks[2]).toMatchObject({ ordered: false, items: [[{ text: 'a b' }], [{ text: 'c' }]] });
    expect(blocks[4]).toMatchObject({ rows: [[[{ text: 'v | w' }]]] });
    expect(blocks[6]).toEqual({ kind: 'code', text: 'ls' });
  });
});

it('pictures of the dashboard are left out in the dashboard', () => {
  const blocks = blocksOf('One.\n\n<picture>\n  <img alt="a" src="b">\n</picture>\n\nTwo.\n');
  expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph']);
});

it('a document that there is not is said not to be there', () => {
  drawn(<DocumentPage name="secrets" />);
  screen.getByRole('heading', { name: 'There is no such page' });
});
