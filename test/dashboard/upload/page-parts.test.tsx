// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { usePhaseAnnouncements } from '../../../dashboard/src/upload/announcements.ts';
import { DropZone } from '../../../dashboard/src/upload/drop-zone.tsx';
import { ItemStore } from '../../../dashboard/src/upload/list/item-store.ts';
import { guardLeaving } from '../../../dashboard/src/upload/list/leave-guard.ts';
import type { Phase, UploadItem } from '../../../dashboard/src/upload/list/upload-item.ts';
import { drawn } from '../drawn.tsx';

afterEach(cleanup);

const item = (id: string, phase: Phase): UploadItem => ({
  id,
  name: `${id}.csv`,
  size: 10,
  jobType: 'branch-stats',
  batchFile: undefined,
  corrects: undefined,
  phase,
  check: { kind: 'none' },
  sent: 0,
  bytesPerSecond: undefined,
  error: undefined,
  landed: undefined,
});

describe('leaving the page', () => {
  const isHeld = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it('is asked about while files are being sent, and only then', () => {
    const store = new ItemStore();
    guardLeaving(store);
    store.add(item('a', 'ready'));
    expect(isHeld()).toBe(false);
    for (const phase of ['queued', 'sending', 'completing'] as const) {
      store.change('a', { phase });
      expect(isHeld()).toBe(true);
    }
    for (const phase of ['paused', 'failed', 'landed'] as const) {
      store.change('a', { phase: 'sending' });
      store.change('a', { phase });
      expect(isHeld()).toBe(false);
    }
    store.change('a', { phase: 'sending' });
    store.remove('a');
    expect(isHeld()).toBe(false);
  });
});

function Speaker({ items }: { items: readonly UploadItem[] }) {
  const [said, announce] = useState('');
  usePhaseAnnouncements(items, announce);
  return <p role="status">{said}</p>;
}

describe('what is said aloud', () => {
  it('is each new phase, and no progress', () => {
    const said = () => screen.getByRole('status').textContent;
    const { rerender } = render(<Speaker items={[item('a', 'sending')]} />);
    expect(said()).toBe('a.csv is being sent.');
    rerender(<Speaker items={[{ ...item('a', 'sending'), sent: 5 }, item('b', 'checking')]} />);
    expect(said()).toBe('a.csv is being sent.');
    rerender(<Speaker items={[item('a', 'landed'), { ...item('b', 'failed'), error: 'No.' }]} />);
    expect(said()).toBe('a.csv has landed and is being counted. b.csv could not be sent. No.');
  });
});

describe('dropped files', () => {
  const dataTransfer = (files: File[], folders: readonly string[] = []) => ({
    types: ['Files'],
    files,
    items: files.map(({ name }) => ({
      kind: 'file',
      webkitGetAsEntry: () => ({ isDirectory: folders.includes(name) }),
    })),
  });

  it('are taken wherever on the page they are let go, and folders are not', () => {
    const taken: string[][] = [];
    let folders = 0;
    drawn(
      <DropZone
        compact={false}
        suffixes={['.csv', '.csv.gz']}
        onFiles={(files) => taken.push(files.map(({ name }) => name))}
        onFolder={() => {
          folders += 1;
        }}
      />,
    );
    const files = [new File(['1'], 'a.csv'), new File([], 'folder'), new File(['2'], 'b.csv.gz')];
    act(() => void fireEvent.dragOver(document.body, { dataTransfer: dataTransfer(files) }));
    expect(screen.getByText('Let go to add the files')).toBeDefined();
    act(() => void fireEvent.drop(document.body, { dataTransfer: dataTransfer(files, ['folder']) }));
    expect(taken).toEqual([['a.csv', 'b.csv.gz']]);
    expect(folders).toBe(1);
    expect(screen.getByText(/A folder cannot be uploaded/)).toBeDefined();
    expect(screen.queryByText('Let go to add the files')).toBeNull();
  });

  it('do not make the browser leave the page', () => {
    drawn(<DropZone compact suffixes={['.csv']} onFiles={() => {}} onFolder={() => {}} />);
    expect(fireEvent.drop(document.body, { dataTransfer: dataTransfer([new File(['1'], 'a.csv')]) })).toBe(false);
  });
});
