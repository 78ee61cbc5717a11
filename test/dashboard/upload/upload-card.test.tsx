// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PreflightReport } from '../../../dashboard/src/preflight/report.ts';
import { UploadCard } from '../../../dashboard/src/upload/card/upload-card.tsx';
import { type Phase, sharingName, type UploadItem } from '../../../dashboard/src/upload/list/upload-item.ts';
import { drawn } from '../drawn.tsx';

afterEach(cleanup);

const report: PreflightReport = {
  verdict: 'clean',
  rejection: null,
  header: null,
  rowsChecked: 3,
  badRows: 0,
  firstBadRows: [],
  reasonCounts: [],
  uncheckedRules: [],
  bytesChecked: 90,
  fileBytes: 90,
  fileBytesSeen: 90,
  wholeFile: true,
  estimate: null,
};

function item(phase: Phase, changes: Partial<UploadItem> = {}): UploadItem {
  return {
    id: 'upload-1',
    name: 'a.csv',
    size: 1000,
    jobType: 'branch-stats',
    batchFile: undefined,
    corrects: undefined,
    phase,
    check: { kind: 'report', report },
    sent: 0,
    bytesPerSecond: undefined,
    error: undefined,
    landed: undefined,
    ...changes,
  };
}

/** Draws the card and keeps what its buttons ask for. */
function draw(given: UploadItem) {
  const asked: string[] = [];
  const uploads = {
    start: (id: string) => void asked.push(`start ${id}`),
    pause: (id: string) => void asked.push(`pause ${id}`),
    attach: async (id: string) => void asked.push(`attach ${id}`),
  };
  const onRemove = (id: string) => void asked.push(`remove ${id}`);
  drawn(<UploadCard item={given} uploads={uploads} onRemove={onRemove} announce={() => {}} />);
  return asked;
}
const buttons = (): (string | null)[] => screen.getAllByRole('button').map((button) => button.textContent);

describe('the card of an upload', () => {
  it.each<[Phase, string[]]>([
    ['checking', ['Remove']],
    ['ready', ['Upload', 'Remove']],
    ['queued', ['Pause', 'Cancel']],
    ['sending', ['Pause', 'Cancel']],
    ['completing', []],
    ['paused', ['Go on', 'Cancel']],
    ['failed', ['Try again', 'Cancel']],
    ['interrupted', ['Pick it again', 'Cancel']],
  ])('offers what makes sense while it is %s', (phase, words) => {
    draw(item(phase));
    expect(screen.queryAllByRole('button').map((button) => button.textContent)).toEqual(words);
  });

  it('warns before a file that has bad rows or will be rejected, and refuses neither', () => {
    for (const verdict of ['some-bad-rows', 'will-be-rejected'] as const) {
      const rejection = { code: 'wrong-header', message: 'The header lacks "amount".', certain: true } as const;
      draw(item('ready', { check: { kind: 'report', report: { ...report, verdict, rejection } } }));
      expect(buttons()).toContain('Upload all the same');
      cleanup();
    }
  });

  it('refuses a name that no worker reads', () => {
    const rejection = { code: 'unknown-suffix', message: 'The name ends with none of .csv.', certain: true } as const;
    draw(item('ready', { check: { kind: 'report', report: { ...report, verdict: 'will-be-rejected', rejection } } }));
    expect(buttons()).toEqual(['Remove']);
    expect(screen.getByText('The name ends with none of .csv.')).toBeDefined();
  });

  it('names the file on each button, for those who cannot see where it stands', () => {
    const asked = draw(item('sending', { sent: 250 }));
    screen.getByRole('button', { name: 'Pause: a.csv' }).click();
    screen.getByRole('button', { name: 'Cancel: a.csv' }).click();
    expect(asked).toEqual(['pause upload-1', 'remove upload-1']);
  });

  it('tells bytes, rate and the time that is left', () => {
    draw(item('sending', { size: 120_000_000, sent: 54_900_000, bytesPerSecond: 12_000_000 }));
    const bar = screen.getByRole('progressbar', { name: 'Sent of a.csv' });
    expect([bar.getAttribute('value'), bar.getAttribute('max')]).toEqual(['54900000', '120000000']);
    expect(bar.getAttribute('aria-valuetext')).toBe('45% · 54.9 MB of 120 MB · 12 MB/s · 6 s left');
  });

  it('never says that all is sent while a byte is missing', () => {
    draw(item('sending', { size: 1_000_000, sent: 999_999 }));
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toContain('99%');
  });

  it('says that it waits for the network, which is nobody’s fault', () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    draw(item('sending', { sent: 250, bytesPerSecond: 10 }));
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toContain('it goes on by itself');
    vi.restoreAllMocks();
  });

  it('warns of two files that would replace each other', () => {
    const other = { ...item('ready'), id: 'upload-2' };
    expect(sharingName([item('ready'), other])).toEqual(new Set(['upload-1', 'upload-2']));
    expect(sharingName([item('landed'), other])).toEqual(new Set());
    expect(sharingName([item('ready'), { ...other, name: 'b.csv' }])).toEqual(new Set());
    expect(sharingName([item('ready'), { ...other, corrects: 'run-1' }])).toEqual(new Set());
  });

  it('says why it failed', () => {
    draw(item('failed', { error: 'The storage refused a part.' }));
    expect(screen.getByText('The storage refused a part.')).toBeDefined();
  });

  it('says that it can be sent although it could not be checked', () => {
    draw(item('ready', { check: { kind: 'failed', message: 'The check could not be started.' } }));
    expect(buttons()).toEqual(['Upload', 'Remove']);
  });
});
