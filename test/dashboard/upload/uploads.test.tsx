import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { JobType } from '../../../dashboard/src/api/client.ts';
import type { PreflightReport } from '../../../dashboard/src/preflight/report.ts';
import type { UploadItem } from '../../../dashboard/src/upload/list/upload-item.ts';
import { Uploads } from '../../../dashboard/src/upload/list/uploads.ts';
import { RememberedUploads } from '../../../dashboard/src/upload/remembered/remembered-uploads.ts';
import { FakeSurroundings, FakeTransport } from './fake-transport.ts';

const declaration: JobType = JSON.parse(
  readFileSync(new URL('../../../job-types/branch-stats.json', import.meta.url), 'utf8'),
);
const target = { declarations: [declaration] };

/** What outlives a reload of the page: the storage of the browser, and the server. */
class Surviving {
  readonly kept = new Map<string, string>();
  readonly transport = new FakeTransport();
  readonly held = new Set<string>();
  found: { declaration?: JobType; role?: string } = {};
  report: Partial<PreflightReport> | Error = { verdict: 'clean', rejection: null };

  /** A page as it is after it was loaded. */
  async page() {
    const uploads = new Uploads({
      transport: this.transport,
      surroundings: new FakeSurroundings(),
      remembered: new RememberedUploads(() => ({
        getItem: (name) => this.kept.get(name) ?? null,
        setItem: (name, value) => void this.kept.set(name, value),
        removeItem: (name) => void this.kept.delete(name),
      })),
      holds: {
        hold: (uploadId) => {
          this.held.add(uploadId);
          return () => this.held.delete(uploadId);
        },
        elsewhere: async () => this.held,
      },
      check: async () => {
        if (this.report instanceof Error) throw this.report;
        return { declaration, role: 'transactions', ...this.found, report: this.report as PreflightReport };
      },
    });
    await uploads.restore();
    return uploads;
  }

  /** The page is closed or loaded anew: its locks are gone. */
  close(): void {
    this.held.clear();
  }
}

const fileOf = (text: string, name = 'a.csv', lastModified = 1): File => new File([text], name, { lastModified });
const phases = (uploads: Uploads): string[] => uploads.store.items().map(({ phase }) => phase);
const first = (uploads: Uploads): UploadItem => {
  const [item] = uploads.store.items();
  if (item === undefined) throw new Error('there is nothing on the list');
  return item;
};
const until = (uploads: Uploads, phase: UploadItem['phase']) =>
  vi.waitFor(() => expect(phases(uploads)).toContain(phase), { interval: 2 });

/** A file of which some parts have arrived, before the page is left. */
async function interrupted(surviving: Surviving, text: string) {
  const uploads = await surviving.page();
  await uploads.add([fileOf(text)], target);
  await until(uploads, 'ready');
  surviving.transport.mishap = (call) => {
    if (call === 'put 6') uploads.pause(first(uploads).id);
    return 'none';
  };
  uploads.start(first(uploads).id);
  await until(uploads, 'paused');
  await new Promise((resolve) => setTimeout(resolve, 5));
  surviving.transport.mishap = () => 'none';
  surviving.transport.calls.length = 0;
  surviving.close();
}

describe('a picked file', () => {
  it('is checked, waits for the person, and lands', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123456789')], target);
    expect(first(uploads)).toMatchObject({ name: 'a.csv', size: 10, jobType: 'branch-stats' });
    await until(uploads, 'ready');
    expect(surviving.transport.calls).toEqual([]);
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
    expect(first(uploads)).toMatchObject({ sent: 10, landed: { versionId: 'v1' } });
    expect(surviving.kept.size).toBe(0);
    expect(surviving.held.size).toBe(0);
  });

  it('can be sent although it could not be checked', async () => {
    const surviving = new Surviving();
    surviving.report = new Error('The check could not be started.');
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123')], target);
    await until(uploads, 'ready');
    expect(first(uploads).check).toEqual({ kind: 'failed', message: 'The check could not be started.' });
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
  });

  it('is not sent when no worker reads files of its name', async () => {
    const surviving = new Surviving();
    surviving.report = {
      verdict: 'will-be-rejected',
      rejection: { code: 'unknown-suffix', message: 'no such suffix', certain: true },
    };
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123', 'a.xlsx')], target);
    await until(uploads, 'ready');
    uploads.start(first(uploads).id);
    expect(phases(uploads)).toEqual(['ready']);
    expect(surviving.transport.calls).toEqual([]);
  });

  it('lands as a correction of the run that it corrects', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123')], { ...target, corrects: 'run-1' });
    await until(uploads, 'ready');
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
    expect(first(uploads).landed?.key).toBe('landing/branch-stats/corrections/run-1/a.csv');
  });

  it('waits for its turn when many are sent', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    const names = ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'];
    await uploads.add(
      names.map((name) => fileOf(name.repeat(20), name)),
      target,
    );
    await vi.waitFor(() => expect(phases(uploads)).toEqual(names.map(() => 'ready')));
    for (const { id } of uploads.store.items()) uploads.start(id);
    await vi.waitFor(() => expect(phases(uploads).filter((phase) => phase === 'sending')).toHaveLength(3), {
      interval: 1,
    });
    await vi.waitFor(() => expect(phases(uploads)).toEqual(names.map(() => 'landed')));
    expect(surviving.transport.mostPuts).toBeLessThanOrEqual(4);
  });
});

describe('a file of a batch', () => {
  const [source] = declaration.sources;
  if (source === undefined) throw new Error('the declaration has no source');
  const inBatches: JobType = {
    ...declaration,
    name: 'balances',
    sources: [
      { ...source, role: 'accounts' },
      { ...source, role: 'transfers' },
    ],
  };
  const kinds = { declarations: [declaration, inBatches] };

  async function withFile(role: string, name: string) {
    const surviving = new Surviving();
    surviving.found = { declaration: inBatches, role };
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123', name)], kinds);
    await until(uploads, 'ready');
    return { surviving, uploads };
  }

  async function landed(uploads: Uploads): Promise<void> {
    for (const { id } of uploads.store.items()) uploads.start(id);
    await vi.waitFor(() => expect(new Set(phases(uploads))).toEqual(new Set(['landed'])));
  }

  it('is known by what was found in it, and lands under the name of its role, in the batch', async () => {
    const { uploads } = await withFile('accounts', 'May 2026.csv.gz');
    uploads.moveTo('may');
    expect(first(uploads)).toMatchObject({ jobType: 'balances', batchFile: { batch: 'may', role: 'accounts' } });
    await landed(uploads);
    expect(first(uploads).landed?.key).toBe('landing/balances/may/accounts.csv.gz');
  });

  it('stays in its batch once it is being sent; the next one goes into the batch that is named then', async () => {
    const { surviving, uploads } = await withFile('accounts', 'a.csv');
    uploads.moveTo('may');
    await landed(uploads);
    uploads.moveTo('june');
    surviving.found = { declaration: inBatches, role: 'transfers' };
    await uploads.add([fileOf('0123', 'b.csv')], kinds);
    await vi.waitFor(() => expect(phases(uploads)).toEqual(['landed', 'ready']));
    expect(uploads.store.items().map(({ batchFile }) => batchFile?.batch)).toEqual(['may', 'june']);
  });

  it('begins a new batch when all files of the batch have landed, so that it replaces none of them', async () => {
    const { surviving, uploads } = await withFile('accounts', 'a.csv');
    uploads.moveTo('may');
    surviving.found = { declaration: inBatches, role: 'transfers' };
    await uploads.add([fileOf('4567', 'b.csv')], kinds);
    await vi.waitFor(() => expect(phases(uploads)).toEqual(['ready', 'ready']));
    await landed(uploads);
    expect(uploads.batch()).toBe('may');
    await uploads.add([fileOf('89', 'c.csv')], kinds);
    await vi.waitFor(() => expect(phases(uploads)).toContain('ready'));
    expect(uploads.batch()).toMatch(/^\d{4}-\d{2}-\d{2}-\d{6}$/);
    expect(uploads.store.items()[2]?.batchFile?.batch).toBe(uploads.batch());
  });

  it('that could not be checked is known by its name', async () => {
    const surviving = new Surviving();
    surviving.report = new Error('The check could not be started.');
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123', 'transfers.csv')], { declarations: [inBatches] });
    await until(uploads, 'ready');
    expect(first(uploads).batchFile).toMatchObject({ role: 'transfers', fileName: 'transfers.csv' });
  });
});

describe('an upload', () => {
  it('is paused and goes on without sending anything twice', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('x'.repeat(60))], target);
    await until(uploads, 'ready');
    const { id } = first(uploads);
    let isFirst = true;
    surviving.transport.mishap = (call) => {
      if (call === 'put 7' && isFirst) {
        isFirst = false;
        uploads.pause(id);
        // At once again, while the first is still ending.
        uploads.start(id);
      }
      return 'none';
    };
    uploads.start(id);
    await until(uploads, 'landed');
    expect(surviving.transport.landed.map(({ bytes }) => bytes.length)).toEqual([60]);
    expect(surviving.transport.calls.filter((call) => call === 'begin')).toHaveLength(1);
    expect(surviving.transport.calls.filter((call) => call === 'put 1')).toHaveLength(1);
  });

  it('is not paused any more once all its bytes have arrived', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('x'.repeat(20))], target);
    await until(uploads, 'ready');
    const { id } = first(uploads);
    surviving.transport.mishap = (call) => {
      if (call === 'complete') uploads.pause(id);
      return 'none';
    };
    uploads.start(id);
    await until(uploads, 'landed');
  });

  it('that is cancelled leaves nothing behind', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('x'.repeat(60))], target);
    await until(uploads, 'ready');
    const { id } = first(uploads);
    let removed: Promise<void> | undefined;
    surviving.transport.mishap = (call) => {
      if (call === 'put 5') removed ??= uploads.remove(id);
      return 'none';
    };
    uploads.start(id);
    await vi.waitFor(() => expect(removed).toBeDefined());
    await removed;
    expect(uploads.store.items()).toEqual([]);
    expect(surviving.transport.uploads.size).toBe(0);
    expect(surviving.transport.putsNow).toBe(0);
    expect([surviving.kept.size, surviving.held.size]).toEqual([0, 0]);
    expect(surviving.transport.landed).toEqual([]);
  });

  it('that has landed is taken off the list only', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123')], target);
    await until(uploads, 'ready');
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
    await uploads.remove(first(uploads).id);
    expect(surviving.transport.calls).not.toContain('abort');
  });

  it('fails with what is wrong, and can be tried again', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('0123')], target);
    await until(uploads, 'ready');
    surviving.transport.mishap = (call) => (call.startsWith('put') ? 'before' : 'none');
    uploads.start(first(uploads).id);
    await until(uploads, 'failed');
    expect(first(uploads).error).toContain('the connection was lost');
    surviving.transport.mishap = () => 'none';
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
    expect(first(uploads).error).toBeUndefined();
  });

  it('that has vanished says so, and begins anew when it is tried again', async () => {
    const surviving = new Surviving();
    const uploads = await surviving.page();
    await uploads.add([fileOf('01234567')], target);
    await until(uploads, 'ready');
    surviving.transport.mishap = (call) => {
      if (call === 'arrived') surviving.transport.uploads.clear();
      return 'none';
    };
    uploads.start(first(uploads).id);
    await until(uploads, 'failed');
    expect(first(uploads).error).toContain('ended already');
    expect(surviving.kept.size).toBe(0);
    surviving.transport.mishap = () => 'none';
    uploads.start(first(uploads).id);
    await until(uploads, 'landed');
  });
});

describe('after a reload', () => {
  const text = 'x'.repeat(40);

  it('an upload is listed as interrupted, and goes on when the same file is picked', async () => {
    const surviving = new Surviving();
    await interrupted(surviving, text);
    const uploads = await surviving.page();
    expect(first(uploads)).toMatchObject({ phase: 'interrupted', name: 'a.csv', size: 40 });
    const arrived = surviving.transport.uploads.get('upload-1')?.parts.size ?? 0;
    expect(arrived).toBeGreaterThan(0);
    await uploads.add([fileOf(text)], target);
    await until(uploads, 'landed');
    expect(uploads.store.items()).toHaveLength(1);
    expect(surviving.transport.calls).not.toContain('begin');
    expect(surviving.transport.calls.filter((call) => call.startsWith('put'))).toHaveLength(10 - arrived);
    expect(surviving.kept.size).toBe(0);
  });

  it.each([
    ['name', fileOf(text, 'b.csv')],
    ['size', fileOf(`${text}x`)],
    ['time of change', fileOf(text, 'a.csv', 2)],
    ['beginning', fileOf(`y${text.slice(1)}`)],
  ])('a file of another %s is another file', async (_case, file) => {
    const surviving = new Surviving();
    await interrupted(surviving, text);
    const uploads = await surviving.page();
    await uploads.attach(first(uploads).id, file);
    expect(first(uploads)).toMatchObject({ phase: 'interrupted', error: expect.stringContaining('another file') });
    await uploads.add([file], target);
    expect(uploads.store.items()).toHaveLength(2);
    await until(uploads, 'ready');
    expect(surviving.transport.calls).toEqual([]);
  });

  it('an interrupted upload can be given up', async () => {
    const surviving = new Surviving();
    await interrupted(surviving, text);
    const uploads = await surviving.page();
    await uploads.remove(first(uploads).id);
    expect(surviving.transport.uploads.size).toBe(0);
    expect((await surviving.page()).store.items()).toEqual([]);
  });

  it('what another tab is sending is left to it', async () => {
    const surviving = new Surviving();
    await interrupted(surviving, text);
    const mine = await surviving.page();
    expect(mine.store.items()).toHaveLength(1);
    expect((await surviving.page()).store.items()).toEqual([]);
  });

  it('what has expired or cannot be read is forgotten', async () => {
    const surviving = new Surviving();
    await interrupted(surviving, text);
    const [name = '', value = ''] = [...surviving.kept][0] ?? [];
    surviving.kept.set(name, value.replace('2999-01-01', '2001-01-01'));
    expect((await surviving.page()).store.items()).toEqual([]);
    surviving.kept.set(name, '[{"upload":1}]');
    expect((await surviving.page()).store.items()).toEqual([]);
    surviving.kept.set(name, 'not JSON');
    expect((await surviving.page()).store.items()).toEqual([]);
  });
});
