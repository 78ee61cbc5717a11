import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayBefore } from '../../../dashboard/src/upload/engine/backoff.ts';
import { partsOf } from '../../../dashboard/src/upload/engine/parts.ts';
import { Slots } from '../../../dashboard/src/upload/engine/slots.ts';
import { TransferRate } from '../../../dashboard/src/upload/engine/transfer-rate.ts';
import { planParts } from '../../../lambdas/core/uploads/part-plan.ts';

describe('the parts of a file', () => {
  it('follow each other without gap or overlap, as the server plans them', () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.constantFrom(0, 1, 2 ** 23, 2 ** 23 + 1));
    fc.assert(
      fc.property(sizes, (size) => {
        const parts = partsOf({ size, ...planParts(size) });
        expect(parts[0]?.from).toBe(0);
        expect(parts.at(-1)?.to).toBe(size);
        for (const [index, part] of parts.entries()) {
          expect(part.partNumber).toBe(index + 1);
          if (index > 0) expect(part.from).toBe(parts[index - 1]?.to);
        }
      }),
    );
  });
});

describe('the wait before another try', () => {
  it('doubles with each failure up to half a minute, and is never the same for all', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((failures) => delayBefore(failures, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect(delayBefore(3, 0)).toBe(2_000);
  });
});

describe('slots', () => {
  const never = new AbortController().signal;

  it('let in no more than they are, in the order of arrival', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    let now = 0;
    let most = 0;
    const work = (number: number) =>
      slots.during(never, async () => {
        order.push(number);
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
      });
    await Promise.all([1, 2, 3, 4, 5].map(work));
    expect([most, order]).toEqual([2, [1, 2, 3, 4, 5]]);
  });

  it('are given back by work that fails, and left by who is stopped while waiting', async () => {
    const slots = new Slots(1);
    await expect(slots.during(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const stop = new AbortController();
    const first = slots.during(never, () => new Promise((resolve) => setTimeout(resolve, 10)));
    const stopped = slots.during(stop.signal, () => Promise.resolve('never'));
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    await first;
    expect(await slots.during(never, () => Promise.resolve('yes'))).toBe('yes');
  });
});

describe('the rate of a transfer', () => {
  it('is that of the last ten seconds', () => {
    const rate = new TransferRate();
    for (let second = 0; second <= 30; second += 1) rate.tell(second * 1000, second * 1000);
    for (let second = 31; second <= 50; second += 1) rate.tell(30_000 + (second - 30) * 500, second * 1000);
    expect(rate.bytesPerSecond(50_000)).toBeCloseTo(500, 0);
  });

  it('is not told before a second has passed', () => {
    const rate = new TransferRate();
    rate.tell(0, 0);
    rate.tell(500, 500);
    expect(rate.bytesPerSecond(500)).toBeUndefined();
    expect(rate.bytesPerSecond(1_000)).toBe(500);
  });

  it('sinks while nothing goes, and counts what has to be sent again', () => {
    const rate = new TransferRate();
    rate.tell(0, 0);
    rate.tell(4_000, 2_000);
    rate.tell(2_000, 2_500); // half of it was lost
    rate.tell(4_000, 4_000);
    expect(rate.bytesPerSecond(4_000)).toBe(1_500);
    expect(rate.bytesPerSecond(8_000)).toBe(750);
  });

  it('does not take for sent what had arrived before', () => {
    const rate = new TransferRate();
    rate.restart(1_000_000);
    rate.tell(1_000_000, 0);
    rate.tell(1_001_000, 1_000);
    expect(rate.bytesPerSecond(1_000)).toBe(1_000);
  });
});
