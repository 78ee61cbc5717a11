import { describe, expect, it } from 'vitest';
import { parseDashboardArguments } from '../../bench/dashboard/arguments.ts';
import { frameRate, interactionToNextPaint } from '../../bench/dashboard/vitals.ts';

describe('The arguments of the dashboard benchmark', () => {
  it('are 100,000 branches in each of three files unless it is told otherwise', () => {
    expect(parseDashboardArguments([])).toEqual({ files: 3, branches: 100_000, visits: 5, json: undefined });
  });

  it.each(['0', '100', '1.5', 'many', ''])('refuse "%s" visits', (visits) => {
    expect(() => parseDashboardArguments([`--visits=${visits}`])).toThrow('--visits takes a whole number from 1 to 99');
  });
});

describe('Interaction to next paint', () => {
  const slow = (...times: number[]) => times.map((ms) => ({ ms, event: 'click' }));

  it('is the slowest interaction, and of many the slowest but one for every fifty', () => {
    expect(interactionToNextPaint({ count: 10, slow: slow(24, 80, 40) })).toBe(80);
    expect(interactionToNextPaint({ count: 49, slow: slow(24, 80, 40) })).toBe(80);
    expect(interactionToNextPaint({ count: 100, slow: slow(24, 80, 40) })).toBe(24);
  });

  it('is what the browser cannot tell apart when all were quick, and nothing when there was none', () => {
    expect(interactionToNextPaint({ count: 10, slow: [] })).toBe(16);
    expect(interactionToNextPaint({ count: 0, slow: [] })).toBeUndefined();
  });
});

describe('A frame rate', () => {
  it('counts the frames that were missed', () => {
    expect(frameRate([0, 20, 40, 60, 80, 100])).toEqual({ fps: 50, longestFrameMs: 20 });
    expect(frameRate([0, 20, 80, 100])).toEqual({ fps: 30, longestFrameMs: 60 });
  });

  it('needs two frames', () => {
    expect(() => frameRate([5])).toThrow(RangeError);
  });
});
