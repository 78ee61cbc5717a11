import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostFailures } from '../../../dashboard/src/upload/engine/patience.ts';
import { sendFile } from '../../../dashboard/src/upload/engine/send-file.ts';
import { Slots } from '../../../dashboard/src/upload/engine/slots.ts';
import { TransportError } from '../../../dashboard/src/upload/engine/transport.ts';
import { FakeSurroundings, FakeTransport, type Mishap } from './fake-transport.ts';

const never = new AbortController().signal;

async function sending(bytes: Uint8Array<ArrayBuffer>) {
  const transport = new FakeTransport();
  const surroundings = new FakeSurroundings();
  const request = { jobType: 'branch-stats', fileName: 'a.csv', size: bytes.length };
  const upload = await transport.begin(request, never);
  const progress: number[] = [];
  const send = (signal: AbortSignal = never, file: Blob = new Blob([bytes])) =>
    sendFile({
      transport,
      surroundings,
      slots: new Slots(4),
      upload,
      file,
      signal,
      onProgress: (sent) => progress.push(sent),
    });
  return { transport, surroundings, upload, progress, send };
}

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);
const putsOf = ({ calls }: FakeTransport): string[] => calls.filter((call) => call.startsWith('put')).sort();

describe('sending a file', () => {
  it('sends every part once, several at a time, and lands it', async () => {
    const bytes = bytesOf(30);
    const { transport, progress, send } = await sending(bytes);
    const landed = await send();
    expect(landed.key).toBe('landing/branch-stats/a.csv');
    expect(transport.landed.map((file) => [...file.bytes])).toEqual([[...bytes]]);
    expect(putsOf(transport)).toHaveLength(8);
    expect(new Set(putsOf(transport)).size).toBe(8);
    expect(transport.mostPuts).toBe(4);
    expect(progress.at(-1)).toBe(30);
  });

  it('asks for the addresses of several parts at once', async () => {
    const { transport, send } = await sending(bytesOf(60));
    await send();
    expect(transport.calls.filter((call) => call.startsWith('addresses')).length).toBeLessThan(6);
  });

  it('lands an empty file', async () => {
    const { transport, send } = await sending(bytesOf(0));
    await send();
    expect(transport.landed.map(({ bytes }) => bytes.length)).toEqual([0]);
  });

  it('sends only what has not arrived yet', async () => {
    const bytes = bytesOf(30);
    const { transport, upload, progress, send } = await sending(bytes);
    for (const partNumber of [1, 2, 5]) {
      const from = (partNumber - 1) * 4;
      await transport.put(`${upload.uploadId} ${partNumber} fresh`, new Blob([bytes.slice(from, from + 4)]), {
        signal: never,
        onProgress: () => {},
      });
    }
    transport.calls.length = 0;
    await send();
    expect(putsOf(transport)).toEqual(['put 3', 'put 4', 'put 6', 'put 7', 'put 8']);
    expect(progress[0]).toBe(12);
    expect(transport.landed.map((file) => [...file.bytes])).toEqual([[...bytes]]);
  });

  it('sends a part again that arrived with another length', async () => {
    const { transport, upload, send } = await sending(bytesOf(8));
    transport.uploads.get(upload.uploadId)?.parts.set(1, { bytes: new Uint8Array(2), etag: '"short"' });
    await send();
    expect(putsOf(transport)).toEqual(['put 1', 'put 2']);
  });

  it('looks again, and sends again what is another part by now', async () => {
    const bytes = bytesOf(8);
    const { transport, upload, send } = await sending(bytes);
    let isFirst = true;
    transport.mishap = (call) => {
      if (call === 'complete' && isFirst) {
        isFirst = false;
        transport.uploads.get(upload.uploadId)?.parts.delete(2);
      }
      return 'none';
    };
    await send();
    expect(putsOf(transport)).toEqual(['put 1', 'put 2', 'put 2']);
    expect(transport.landed.map((file) => [...file.bytes])).toEqual([[...bytes]]);
  });

  it('gets a new address for one that has expired', async () => {
    const { transport, send } = await sending(bytesOf(4));
    let given = 0;
    transport.expired = () => {
      given += 1;
      return given === 1;
    };
    await send();
    expect(putsOf(transport)).toEqual(['put 1', 'put 1']);
  });
});

describe('a failing network', () => {
  it('is waited for ever longer, and given up after some tries in a row', async () => {
    const { transport, surroundings, send } = await sending(bytesOf(4));
    transport.mishap = (call) => (call.startsWith('put') ? 'before' : 'none');
    await expect(send()).rejects.toThrow('the connection was lost');
    expect(putsOf(transport)).toHaveLength(mostFailures);
    const waits = surroundings.waits;
    expect(waits).toHaveLength(mostFailures - 1);
    for (const [index, wait] of waits.entries()) {
      const whole = Math.min(30_000, 1_000 * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }
  });

  it('stops the other parts when one is given up, and lands nothing', async () => {
    const { transport, send } = await sending(bytesOf(400));
    transport.mishap = (call) => (call === 'put 2' ? 'before' : 'none');
    await expect(send()).rejects.toThrow('put 2');
    expect(transport.putsNow).toBe(0);
    expect(transport.landed).toEqual([]);
  });

  it('counts no failure while the browser has no network', async () => {
    const { transport, surroundings, send } = await sending(bytesOf(4));
    surroundings.isOnline = false;
    const done = send();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(transport.calls).toEqual(['begin']);
    surroundings.comeOnline();
    await done;
    expect(surroundings.waits).toEqual([]);
  });

  it('is told from a file that was changed since it was picked', async () => {
    const { transport, send } = await sending(bytesOf(4));
    transport.mishap = (call) => (call.startsWith('put') ? 'before' : 'none');
    const unreadable = () => Promise.reject(new DOMException('changed', 'NotReadableError'));
    const file = new Blob([bytesOf(4)]);
    const part = new Blob([bytesOf(4)]);
    part.slice = () => Object.assign(new Blob([]), { arrayBuffer: unreadable });
    file.slice = () => part;
    await expect(send(never, file)).rejects.toMatchObject({ kind: 'refused' });
    expect(putsOf(transport)).toHaveLength(1);
  });

  it('is no reason to try again when the upload is gone', async () => {
    const { transport, upload, send } = await sending(bytesOf(4));
    await transport.abort(upload.uploadId);
    await expect(send()).rejects.toThrow(TransportError);
    expect(transport.calls.filter((call) => call === 'arrived')).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('leaves what has arrived, and a second call goes on from there', async () => {
    const bytes = bytesOf(40);
    const { transport, send } = await sending(bytes);
    const stop = new AbortController();
    transport.mishap = (call) => {
      if (call === 'put 5') stop.abort();
      return 'none';
    };
    await expect(send(stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const arrived = await transport.arrived('upload-1', never);
    expect(arrived.length).toBeGreaterThan(0);
    transport.calls.length = 0;
    transport.mishap = () => 'none';
    await send();
    expect(putsOf(transport)).toHaveLength(10 - arrived.length);
    expect(transport.landed.map((file) => [...file.bytes])).toEqual([[...bytes]]);
  });
});

describe('any interleaving of failures, pauses and reloads', () => {
  const mishaps = fc.array(fc.constantFrom<Mishap>('none', 'none', 'none', 'before', 'after'), { maxLength: 60 });
  const stops = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 4 });

  it('lands every byte exactly once, in its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 70 }),
        fc.integer({ min: 1, max: 9 }),
        mishaps,
        stops,
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        async (content, partSize, planned, stopAfter, luck) => {
          const bytes = Uint8Array.from(content);
          const { transport, progress, send } = await sendingInParts(bytes, partSize);
          const left = [...planned];
          transport.expired = () => luck.next().value === 0 && left.length > 0;
          // Each run is stopped after so many calls, as by a pause or a reload; the last goes on to its end.
          for (const calls of [...stopAfter, undefined]) {
            const stop = new AbortController();
            let made = 0;
            transport.mishap = () => {
              made += 1;
              if (made === calls) stop.abort();
              return left.shift() ?? 'none';
            };
            const landed = await send(stop.signal).then(
              () => true,
              () => false,
            );
            if (landed) break;
          }
          expect(transport.landed.map((file) => [...file.bytes])).toEqual([[...bytes]]);
          expect(Math.max(0, ...progress)).toBeLessThanOrEqual(bytes.length);
          expect(transport.putsNow).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

async function sendingInParts(bytes: Uint8Array<ArrayBuffer>, partSize: number) {
  const transport = new FakeTransport();
  transport.partSize = partSize;
  const surroundings = new FakeSurroundings();
  const upload = await transport.begin({ jobType: 'branch-stats', fileName: 'a.csv', size: bytes.length }, never);
  const progress: number[] = [];
  const file = new Blob([bytes]);
  const onProgress = (sent: number) => progress.push(sent);
  const send = async (signal: AbortSignal) => {
    for (;;) {
      try {
        return await sendFile({ transport, surroundings, slots: new Slots(4), upload, file, signal, onProgress });
      } catch (error) {
        // A person presses "Try again" until it is there; mishaps run out.
        if (signal.aborted || !(error instanceof TransportError)) throw error;
      }
    }
  };
  return { transport, progress, send };
}
