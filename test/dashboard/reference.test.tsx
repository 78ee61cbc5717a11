// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { curlOf, exampleOf } from '../../dashboard/src/about/reference/curl.ts';
import { type ApiDocument, groupsOf, matching } from '../../dashboard/src/about/reference/document.ts';
import { ReferencePage } from '../../dashboard/src/about/reference/reference-page.tsx';
import { limitsInWords, typeInWords, unfolded } from '../../dashboard/src/about/reference/schema-words.ts';
import { drawn } from './drawn.tsx';

const text = readFileSync(path.join(import.meta.dirname, '../../lambdas/api/openapi/openapi.json'), 'utf8');
const document_ = JSON.parse(text) as ApiDocument;
const entries = groupsOf(document_).flatMap((group) => group.entries);

function entryOf(id: string) {
  const entry = entries.find((one) => one.id === id);
  if (!entry) throw new Error(`the document has no ${id}`);
  return entry;
}

describe('the operations', () => {
  it('are all there, grouped by what they are about', () => {
    const operations = Object.values(document_.paths).flatMap((path) => Object.keys(path));
    expect(entries).toHaveLength(operations.length);
    expect(groupsOf(document_).map(({ name }) => name)).toEqual(expect.arrayContaining(['health', 'runs', 'branches']));
    expect(entryOf('downloadBranches').path).toBe('/api/branches.csv');
  });

  it('are found by words of their method, path, name or summary', () => {
    const found = matching(groupsOf(document_), 'POST /withdraw').flatMap((group) => group.entries);
    expect(found.map(({ id }) => id)).toEqual(['withdrawRun']);
    expect(matching(groupsOf(document_), 'no such thing')).toEqual([]);
  });
});

describe('a command line', () => {
  it('fills in what the operation requires, quoted for the shell', () => {
    expect(curlOf(document_, entryOf('withdrawRun'), 'https://figures.test')).toBe(
      [
        "curl -sS 'https://figures.test/api/runs/00000000-0000-4000-8000-000000000000/withdraw' \\",
        '  -H "authorization: Bearer $COUNTINGHOUSE_TOKEN" \\',
        '  -X POST \\',
        "  -H 'content-type: application/json' \\",
        '  -d \'{"reason":"…"}\'',
      ].join('\n'),
    );
    expect(curlOf(document_, entryOf('listRuns'), "https://o'hara.test")).toBe(
      ["curl -sS 'https://o'\\''hara.test/api/runs' \\", '  -H "authorization: Bearer $COUNTINGHOUSE_TOKEN"'].join(
        '\n',
      ),
    );
    expect(curlOf(document_, entryOf('getHealth'), 'https://figures.test')).not.toContain('authorization');
  });

  it('has a value for each member that a body requires', () => {
    for (const { id, operation } of entries) {
      const body = operation.requestBody?.content['application/json']?.schema;
      if (!body) continue;
      const required = unfolded(document_, body)[0]?.required ?? [];
      expect(Object.keys(exampleOf(document_, body) as object), id).toEqual(expect.arrayContaining([...required]));
    }
  });
});

describe('a type in words', () => {
  it.each([
    [{ type: 'array', items: { $ref: '#/components/schemas/Run' } }, 'list of Run'],
    [{ type: ['string', 'null'], format: 'date-time' }, 'text (date-time) or null'],
    [{ anyOf: [{ $ref: '#/components/schemas/Run' }, { type: 'null' }] }, 'Run or null'],
    [{ type: 'string', enum: ['asc', 'desc'] }, '"asc", "desc"'],
    [{ const: 'ok' }, '"ok"'],
    [{}, 'anything'],
  ])('%j is %s', (schema, words) => {
    expect(typeInWords(document_, schema)).toBe(words);
  });

  it('has its limits beside it', () => {
    expect(limitsInWords({ minimum: 1, maximum: 1000, default: 100 })).toEqual(['1 to 1000', 'by default 100']);
    expect(limitsInWords({ maxItems: 200 })).toEqual(['at most 200 items']);
    expect(limitsInWords({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toEqual(['at least 0']);
  });

  it('of every schema of the document can be said', () => {
    for (const schema of Object.values(document_.components?.schemas ?? {})) {
      expect(typeInWords(document_, schema)).not.toBe('');
    }
  });
});

describe('the page', () => {
  beforeEach(() => {
    window.history.replaceState(null, '', '/');
    vi.stubGlobal('fetch', async () => new Response(text, { headers: { 'content-type': 'application/json' } }));
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('unfolds an operation into its parameters and answers, and these into their members', async () => {
    drawn(<ReferencePage />, '/api-reference');
    const summary = await screen.findByText('Runs, the newest first');
    const entry = summary.closest('details');
    if (!entry) throw new Error('the operation does not unfold');
    expect(within(entry).queryByText('Parameters')).toBeNull();
    entry.open = true;
    fireEvent(entry, new Event('toggle'));
    within(entry).getByRole('region', { name: 'Parameters of listRuns', hidden: true });
    within(entry).getByText('nextCursor', { selector: 'dt code' });
    expect(window.location.hash).toBe('#listRuns');

    const members = within(entry).getAllByText('Members')[0]?.closest('details');
    if (!members) throw new Error('the runs do not unfold');
    expect(within(members).queryByText('waitingFor')).toBeNull();
    members.open = true;
    fireEvent(members, new Event('toggle'));
    within(members).getByText('waitingFor');
  });

  it('keeps what is searched in the address, and says when there is nothing', async () => {
    const { location } = drawn(<ReferencePage />, '/api-reference');
    const search = await screen.findByLabelText('Search method, path or name');
    fireEvent.change(search, { target: { value: 'sandwich' } });
    screen.getByText('Nothing in the API has “sandwich” in its name');
    expect(location.history.at(-1)).toBe('/api-reference?q=sandwich');
  });

  it('says so when the API does not give its description', async () => {
    vi.stubGlobal('fetch', async () => new Response('{}', { headers: { 'content-type': 'application/json' } }));
    drawn(<ReferencePage />, '/api-reference');
    expect((await screen.findByRole('alert')).textContent).toContain('not an OpenAPI 3.1 document');
  });
});
