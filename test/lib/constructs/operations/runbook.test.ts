import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alarmsOf, operationsTemplate } from '../../fixtures/watched.ts';

const root = path.join(import.meta.dirname, '../../../..');
const runbook = readFileSync(path.join(root, 'docs/runbook.md'), 'utf8');
/** The entries by their names: everything below a heading of the second level that has no space in it. */
const entries = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0] ?? '', section] as const)
    .filter(([heading]) => !heading.includes(' ')),
);
const alarms = alarmsOf('prod');
/** As GitHub names the place of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

describe('the runbook', () => {
  it('has an entry for every alarm, and none for one that is not there', () => {
    expect([...entries.keys()].sort()).toEqual([...alarms.keys()].sort());
  });

  it.each([...alarms])('is what the text of %s ends with, at the place of its entry', (name, { AlarmDescription }) => {
    expect(AlarmDescription).toMatch(/^[A-Z].*\. What to do: /);
    expect(AlarmDescription.endsWith(`What to do: docs/runbook.md#${anchorOf(name)}`)).toBe(true);
    expect(AlarmDescription.length).toBeLessThan(1_024);
  });

  it.each([...entries])('says of %s what it means, how to look and how to fix it', (_, entry) => {
    for (const part of ['What it means', 'How to look', 'How to fix']) {
      const [, said = ''] = new RegExp(`\\*\\*${part}\\.\\*\\* ([^]*?)(?=\\n\\*\\*|$)`).exec(entry) ?? [];
      expect(said.trim().length, `${part} says too little`).toBeGreaterThan(60);
    }
  });

  it('names only queries that are saved and commands that there are', () => {
    const saved = Object.values(operationsTemplate('prod').findResources('AWS::Logs::QueryDefinition')).map(
      ({ Properties }) => String(Properties.Name).replace('Countinghouse/prod/', ''),
    );
    const named = [...runbook.matchAll(/query _([^_]+)_/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !saved.includes(name ?? ''))).toEqual([]);
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
    const commands = [...runbook.matchAll(/npm run (?:-s )?([a-z-]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
