import { describe, expect, it } from 'vitest';
import { checkSettings, readStage } from '../../../lib/stages/index.ts';
import { mayDeleteData, stageNames } from '../../../lib/stages/settings.ts';
import { StageError } from '../../../lib/stages/stage-error.ts';

const dev = readStage('dev');

describe('stage settings', () => {
  it.each(stageNames)('of %s pass their own checks and carry its name', (name) => {
    expect(readStage(name).stage).toBe(name);
  });

  it('give every stage on AWS an account of its own', () => {
    const accounts = stageNames.map((name) => readStage(name).account);
    expect(new Set(accounts).size).toBe(stageNames.length);
  });

  it.each([
    ['an account that is not 12 digits', { ...dev, account: '1234' }, 'account'],
    ['a region that is none', { ...dev, region: 'Frankfurt' }, 'region'],
    ['a watchdog delay that SQS refuses', { ...dev, settle: { ...dev.settle, watchdogDelaySeconds: 901 } }, 'settle'],
    ['a log retention that CloudWatch refuses', { ...dev, logs: { ...dev.logs, retentionDays: 15 } }, 'retentionDays'],
    ['a price that is a float', { ...dev, workers: { ...dev.workers, usdPerDpuHour: '.44' } }, 'usdPerDpuHour'],
    [
      'an alarm mail that is no address',
      { ...dev, alarms: dev.alarms && { ...dev.alarms, mail: 'me' } },
      'alarms.mail',
    ],
    ['a pause for a database that never sleeps', { ...dev, database: { ...dev.database, minCapacity: 1 } }, 'database'],
    [
      'half a domain',
      { ...dev, dashboard: { ...dev.dashboard, domain: { name: 'a.example', certificateArn: '' } } },
      'certificateArn',
    ],
  ])('refuse %s, naming file and setting', (_case, settings, setting) => {
    const act = () => checkSettings(settings);
    expect(act).toThrow(StageError);
    expect(act).toThrow(/lib\/stages\/dev\.ts/);
    expect(act).toThrow(setting);
  });
});

describe('deleting data', () => {
  const prod = readStage('prod');

  it('needs both the setting and the flag that names the stage', () => {
    expect(mayDeleteData(dev, 'dev')).toBe(true);
    expect(mayDeleteData(dev, undefined)).toBe(false);
    expect(mayDeleteData(prod, 'prod')).toBe(false);
  });

  it('is not allowed by the flag of another stage', () => {
    expect(mayDeleteData(dev, 'local')).toBe(false);
    expect(mayDeleteData(dev, 'true')).toBe(false);
  });
});

describe('settings that are given beside the stage', () => {
  it('replace single ones of the laptop and leave the others', () => {
    const settings = readStage('local', '{"workers":{"most":2,"lingerSeconds":0}}');
    const { workers } = readStage('local');
    expect(settings).toEqual({ ...readStage('local'), workers: { ...workers, most: 2, lingerSeconds: 0 } });
  });

  it('are refused for a stage on AWS', () => {
    expect(() => readStage('prod', '{"workers":{"most":2}}')).toThrow('Change lib/stages/prod.ts and deploy again.');
  });

  it.each(['two workers', '[1]', '{"workers":2}'])('must be groups of settings as JSON: %s', (given) => {
    expect(() => readStage('local', given)).toThrow('-c settings takes JSON such as');
  });

  it('are checked as those of the stage itself', () => {
    expect(() => readStage('local', '{"workers":{"most":0}}')).toThrow('workers.most');
    expect(() => readStage('local', '{"worker":{"most":1}}')).toThrow('worker');
  });
});
