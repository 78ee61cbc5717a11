import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnusableMessageError } from '../../lambdas/core/dead-letters/index.ts';
import { readJobTypes } from '../../lambdas/core/job-types/index.ts';
import { parseNotification, placeOf, recordedMarkerKey, sweepNotification } from '../../lambdas/core/landing/index.ts';
import { decodeKey, encodeKey } from '../../lambdas/core/landing/key-encoding.ts';
import { LANDING, notification, TEST_EVENT } from './notifications.ts';

const jobTypes = readJobTypes(path.join(import.meta.dirname, '../../job-types'));
const target = '0a1b2c3d-4e5f-8a6b-9c7d-0e1f2a3b4c5d';
const anyKey = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });

describe('a notification', () => {
  it('gives every record of the message with its key decoded', () => {
    const body = notification(
      { key: 'landing/branch-stats/a b+ü%.csv', versionId: 'v1', size: 12 },
      { key: 'landing/branch-stats/c.csv', versionId: 'v2', size: 0 },
    );
    expect(body).toContain('a+b%2B%C3%BC%25.csv');
    expect(parseNotification(body)).toEqual({
      kind: 'objects',
      foreign: 0,
      unusable: undefined,
      objects: [
        {
          bucket: LANDING,
          key: 'landing/branch-stats/a b+ü%.csv',
          versionId: 'v1',
          size: 12,
          landedAt: '2026-01-02T03:04:05.678Z',
          sequencer: '0055AED6DCD90281E5',
          s3RequestId: 'C3D13FE58DE4C810',
        },
        {
          bucket: LANDING,
          key: 'landing/branch-stats/c.csv',
          versionId: 'v2',
          size: 0,
          landedAt: '2026-01-02T03:04:05.678Z',
          sequencer: '0055AED6DCD90281E5',
          s3RequestId: 'C3D13FE58DE4C810',
        },
      ],
    });
  });

  it('takes marks of S3 that S3 would not write for none, since nothing depends on them', () => {
    const [record] = JSON.parse(notification({ key: 'landing/branch-stats/a.csv', versionId: 'v1' })).Records;
    record.s3.object.sequencer = 'a line\nof somebody';
    record.responseElements = 'none';
    const parsed = parseNotification(JSON.stringify({ Records: [record] }));
    expect(parsed).toMatchObject({ objects: [{ versionId: 'v1', sequencer: undefined, s3RequestId: undefined }] });
  });

  it('carries any key through its encoding unchanged', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(), (key, size) => {
        const parsed = parseNotification(notification({ key, versionId: 'v', size }));
        expect(parsed).toMatchObject({ objects: [{ key, size }] });
      }),
    );
  });

  it('reads a space however it is encoded', () => {
    expect([decodeKey('a+b'), decodeKey('a%20b'), decodeKey('a%2Bb')]).toEqual(['a b', 'a b', 'a+b']);
    expect(encodeKey('x/a b+c')).toBe('x/a+b%2Bc');
  });

  it('is the same when the sweep makes it', () => {
    const object = {
      bucket: LANDING,
      key: 'landing/ü/+ .csv',
      versionId: 'v',
      size: 3,
      landedAt: '2026-01-02T03:04:05.000Z',
    };
    expect(parseNotification(JSON.stringify(sweepNotification(object)))).toEqual({
      kind: 'objects',
      foreign: 0,
      unusable: undefined,
      objects: [object],
    });
  });

  it("knows S3's test event", () => {
    expect(parseNotification(TEST_EVENT)).toEqual({ kind: 'test-event' });
  });

  it('leaves out events that tell of no new object, and counts them', () => {
    const body = notification({ key: 'a', eventName: 'ObjectRemoved:Delete' }, { key: 'b', versionId: 'v' });
    expect(parseNotification(body)).toMatchObject({ foreign: 1, objects: [{ key: 'b' }] });
  });

  it('tells a missing version from a version', () => {
    expect(parseNotification(notification({ key: 'a' }))).toMatchObject({ objects: [{ versionId: undefined }] });
  });

  it.each([
    ['empty', ' ', 'The message is empty.'],
    ['no JSON', '{', 'The message is not JSON.'],
    ['JSON of another kind', '{"hello":"world"}', 'The message is no notification of S3: Records: '],
    ['a null', 'null', 'The message is no notification of S3: Invalid input'],
    ['longer than any of S3', JSON.stringify({ Records: Array(1001).fill(0) }), 'Records: Too big'],
  ])('is refused in words when it is %s', (_, body, reason) => {
    expect(() => parseNotification(body)).toThrow(UnusableMessageError);
    expect(() => parseNotification(body)).toThrow(reason);
  });

  const created = { key: 'x', versionId: 'v', size: 1 };
  const changed = (from: string, to: string): string => notification(created).replace(from, to);
  it.each([
    ['no record', '{"Records":[7]}', 'Invalid input: expected object'],
    ['no object', '{"Records":[{"eventName":"ObjectCreated:Put"}]}', 's3: '],
    ['a key that is not percent-encoded', changed('"key":"x"', '"key":"%E0%A4%A"'), 'is not percent-encoded UTF-8'],
    ['half a character in its key', changed('"key":"x"', '"key":"x\\ud800"'), 'half a surrogate pair'],
    ['a key that is too long', notification({ ...created, key: 'ü'.repeat(513) }), 'longer than the 1024 bytes'],
    ['a version that S3 does not give', notification({ ...created, versionId: 'a/b' }), 'versionId: '],
    ['a negative size', notification({ ...created, size: -1 }), 'size: Too small'],
    ['a size that no number holds', changed('"size":1', '"size":1e300'), 'size: '],
    ['no time', changed('2026-01-02T03:04:05.678Z', 'yesterday'), 'eventTime: '],
    ['the time of another age', changed('2026-01-02T03:04:05.678Z', '0001-01-01T00:00:00Z'), 'time of our days'],
  ])('tells what is wrong with a record that has %s, and takes the others', (_, body, reason) => {
    const good = JSON.stringify(JSON.parse(notification({ key: 'good', versionId: 'v' })).Records[0]);
    const parsed = parseNotification(body.replace(/\]\}$/, `,${good}]}`));
    expect(parsed).toMatchObject({ objects: [{ key: 'good' }], unusable: expect.stringContaining(reason) });
  });
});

describe('the place of a landed object', () => {
  it.each(['landing/branch-stats/a.csv', 'landing/branch-stats/2026/01/a.csv.gz'])('%s is a source', (key) => {
    expect(placeOf(key, 1, jobTypes)).toEqual({ kind: 'source', jobType: 'branch-stats', role: 'transactions' });
  });

  it.each([
    ['landing/nonsense/a.csv', 'nonsense', 'unknown-job-type'],
    ['landing/a.csv', 'unknown', 'unknown-job-type'],
    ['landing//a.csv', 'unknown', 'unknown-job-type'],
    ['landing/branch-stats/a.xlsx', 'branch-stats', 'unknown-suffix'],
    ['landing/branch-stats/a.CSV', 'branch-stats', 'unknown-suffix'],
    ['landing/branch-stats/full-folder/', 'branch-stats', 'unknown-suffix'],
    ['landing/branch-stats/corrections/a.csv', 'branch-stats', 'corrects-unknown-run'],
    ['landing/branch-stats/corrections/no-run-id/a.csv', 'branch-stats', 'corrects-unknown-run'],
    [`landing/branch-stats/corrections/${target}.csv`, 'branch-stats', 'corrects-unknown-run'],
    [`landing/branch-stats/corrections/${target}/a.xlsx`, 'branch-stats', 'unknown-suffix'],
  ])('%s is rejected', (key, jobType, code) => {
    const place = placeOf(key, 1, jobTypes);
    expect(place).toMatchObject({ kind: 'rejected', jobType, error: { code } });
    expect(place.kind === 'rejected' && place.error.message).toMatch(/^The .*\. Upload it again .*\.$/);
  });

  it.each([`${target}/a.csv`, `${target.toUpperCase()}/of/march/a.csv.gz`])(
    'corrections/%s corrects the run that the folder names',
    (rest) => {
      expect(placeOf(`landing/branch-stats/corrections/${rest}`, 1, jobTypes)).toEqual({
        kind: 'source',
        jobType: 'branch-stats',
        role: 'transactions',
        corrects: target,
      });
    },
  );

  it('an empty object that ends with a slash is a folder marker', () => {
    expect(placeOf('landing/branch-stats/', 0, jobTypes)).toEqual({ kind: 'folder-marker' });
  });

  it.each(['other/a.csv', 'landing.csv', 'Landing/branch-stats/a.csv'])('%s lies outside', (key) => {
    expect(placeOf(key, 1, jobTypes)).toEqual({ kind: 'outside-landing' });
  });
});

describe('the name of a marker', () => {
  it('tells the key and the version', () => {
    expect(recordedMarkerKey('landing/branch-stats/ü +.csv', 'v1')).toBe('recorded/landing/branch-stats/ü +.csv/v1');
  });

  it('is hashed when it would be longer than S3 allows, counted in bytes', () => {
    const fits = 'ü'.repeat(506);
    expect(Buffer.byteLength(recordedMarkerKey(fits, 'v1'))).toBe(1024);
    expect(recordedMarkerKey(`${fits}x`, 'v1')).toMatch(/^recorded-long\/[0-9a-f]{64}$/);
    expect(recordedMarkerKey(`${fits}x`, 'v1')).not.toBe(recordedMarkerKey(`${fits}x`, 'v2'));
  });
});
