import { describe, expect, it } from 'vitest';
import { WRITES_PER_MOVE_TO_COLD } from '../../cost/assumptions.ts';
import { billFor } from '../../cost/bill.ts';
import { Decimal } from '../../cost/decimal.ts';
import { lineNames } from '../../cost/line-names.ts';
import { DAYS_PER_MONTH, idleLoad, type Load, usualLoad } from '../../cost/load.ts';
import { NoPricesError, readPrices } from '../../cost/prices/price-table.ts';
import { billLines, notesOn } from '../../cost/print.ts';
import { type Resource, resourcesOf } from '../../cost/synthesize.ts';
import { readFacts } from '../../cost/template-facts.ts';
import { usage } from '../../cost/usage.ts';
import { readStage } from '../../lib/stages/index.ts';
import { addStacks } from '../lib/fixtures/synthesis.ts';

const resources = resourcesOf(addStacks('prod').app);
const prices = readPrices('eu-central-1');
const billOf = (load: Partial<Load> = {}, of: readonly Resource[] = resources) => {
  const facts = readFacts(of);
  return billFor(usage({ ...usualLoad, ...load }, facts), usage(idleLoad, facts), prices);
};
/** The template with one property of every resource of a type replaced. */
const withProperty = (type: string, name: string, value: unknown): Resource[] =>
  resources.map((it) => (it.Type === type ? { ...it, Properties: { ...it.Properties, [name]: value } } : it));
const dollars = (usd: string): number => Number(Decimal.of(usd).toFixed(2));

describe('the bill of prod', () => {
  it('is under 20 dollars for 100 million rows in one file a day, and under 3 when nobody uses it', () => {
    const { monthlyUsd, idleUsd } = billOf();
    expect(dollars(monthlyUsd)).toBeLessThan(20);
    expect(dollars(idleUsd)).toBeLessThan(3);
  });

  it('has users on every day, a dashboard in CloudWatch, and a trace of each request', () => {
    const { services } = billOf();
    expect(usualLoad.workingDays).toBe(DAYS_PER_MONTH);
    expect(services['CloudWatch dashboards']?.usd).toBe('3');
    const [traces, requests] = [services['X-Ray traces'], services['HTTP API requests']];
    expect(Number(traces?.quantity)).toBeGreaterThan(Number(requests?.quantity));
  });

  it('pays for a database that sleeps between new questions, and for no more hours than somebody looks', () => {
    const hoursOf = (load: Partial<Load>): number => {
      const none = { filesPerDay: 0, rowsPerDay: 0 };
      return Number(billOf({ ...none, ...load }).services['Aurora capacity']?.quantity ?? 0) / 0.5 / (730 / 24);
    };
    // 41 new questions, each with 15 s to wake and 300 s to pause.
    expect(hoursOf({})).toBeCloseTo((41 * 315) / 3600, 5);
    expect(hoursOf({ users: 1_000 })).toBeCloseTo(8 + 300 / 3600, 5);
    expect(hoursOf({ users: 0, hoursPerUser: 0 })).toBe(0);
  });

  it('is the sum of its lines to the last digit, each of them quantity by price', () => {
    const { monthlyUsd, services } = billOf();
    const lines = Object.values(services);
    expect(lines.map(({ usd }) => usd)).toEqual(
      lines.map(({ quantity, unitPrice }) => Decimal.of(quantity).times(unitPrice).toString()),
    );
    expect(lines.reduce((total, { usd }) => total.plus(Decimal.of(usd)), Decimal.zero).toString()).toBe(monthlyUsd);
  });

  it('takes an allowance from each line once, and never more than the line', () => {
    const { monthlyUsd, monthlyUsdFreeTier } = billOf();
    expect(dollars(monthlyUsdFreeTier)).toBeLessThan(dollars(monthlyUsd));
    expect(billOf({ users: 0, filesPerDay: 0, rowsPerDay: 0 }).monthlyUsdFreeTier).toBe(billOf().idleUsd);
  });

  it('follows the load: twice the retention is twice the storage, more rows are more DPU-hours', () => {
    const storage = (load: Partial<Load>): string => billOf(load).services['S3 storage, cold']?.quantity ?? '0';
    expect(Number(storage({ retentionDays: 181 })) / Number(storage({ retentionDays: 91 }))).toBeCloseTo(2, 5);
    const dpuHours = (load: Partial<Load>): number => Number(billOf(load).services['Glue DPU-hours']?.quantity);
    expect(dpuHours({ rowsPerDay: 10 ** 9 })).toBeGreaterThan(dpuHours({}));
    // A minute is the least, whatever is in the file: 2 DPUs, 30.4 files.
    expect(dpuHours({ rowsPerDay: 1 })).toBeCloseTo((60 * 2 * 730) / 24 / 3600, 5);
  });

  it('pays 90 days for a file that lies cold, though it is gone before, and nothing where none is moved', () => {
    const days = (services: ReturnType<typeof billOf>['services'], line: 'S3 storage' | 'S3 storage, cold'): number =>
      Number(services[line]?.quantity ?? 0) / ((100_000_000 * 35) / 1024 ** 3);
    const { services } = billOf();
    expect([days(services, 'S3 storage'), days(services, 'S3 storage, cold')]).toEqual([
      expect.closeTo(1, 3),
      expect.closeTo(90, 3),
    ]);
    const warm = billOf({}, resourcesOf(addStacks('dev').app)).services;
    expect([days(warm, 'S3 storage'), days(warm, 'S3 storage, cold')]).toEqual([expect.closeTo(35, 3), 0]);
  });

  it.each([
    ['a database that never pauses', 'AWS::RDS::DBCluster', 'Aurora capacity', databaseThatStaysAwake()],
    ['larger workers', 'AWS::Glue::Job', 'Glue DPU-hours', { name: 'WorkerType', value: 'G.4X' }],
    ['a more frequent sweep', 'AWS::Scheduler::Schedule', 'Scheduler invocations', sweepEachMinute()],
    [
      'logs that are kept for longer',
      'AWS::Logs::LogGroup',
      'CloudWatch logs kept',
      { name: 'RetentionInDays', value: 3653 },
    ],
  ] as const)('rises with %s', (_, type, line, { name, value }) => {
    const before = Number(billOf().services[line]?.usd);
    expect(Number(billOf({}, withProperty(type, name, value)).services[line]?.usd)).toBeGreaterThan(before * 1.5);
  });

  it('pays for sweeps by what the bucket keeps, and never more in a day than the stage allows', () => {
    const listings = (load: Partial<Load>): number => {
      const none = { filesPerDay: 0, rowsPerDay: 0, users: 0, hoursPerUser: 0 };
      const facts = readFacts(resources);
      const of = (wished: Partial<Load>) =>
        usage({ ...usualLoad, ...none, ...wished }, facts)['S3 writes and listings'];
      return Number(of(load).toString());
    };
    // 2,920 sweeps a month; two listings each, as long as nothing is kept.
    expect(listings({})).toBe(5_840);
    const ofFiles = (filesPerDay: number): number => {
      const kept = billOf({ filesPerDay, rowsPerDay: 0, retentionDays: 1_000 });
      const dropped = billOf({ filesPerDay, rowsPerDay: 0, retentionDays: 0 });
      const quantity = (bill: typeof kept): number => Number(bill.services['S3 writes and listings']?.quantity);
      // What is kept is also moved, once, to where it is kept cold.
      const moved = WRITES_PER_MOVE_TO_COLD * filesPerDay * (730 / 24);
      return quantity(kept) - quantity(dropped) - moved + 5_840;
    };
    expect(ofFiles(100)).toBeCloseTo(2_920 * 2 * 100, 3);
    const most = 48_000 * (730 / 24);
    for (const filesPerDay of [1_000, 10_000]) expect(ofFiles(filesPerDay)).toBeCloseTo(most, 3);
  });

  it('keeps an unwatched cost out: a kind of resource that nobody has priced is refused by name', () => {
    const gateway: Resource = { Type: 'AWS::EC2::NatGateway', Properties: {} };
    expect(() => billOf({}, [...resources, gateway])).toThrow('AWS::EC2::NatGateway, which has no price');
  });

  it('counts an alarm on an expression once for each metric in it', () => {
    const metric = { MetricStat: {} };
    const alarm: Resource = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: [{ Expression: '' }, metric, metric] },
    };
    const alarms = (of: Resource[]): number => Number(billOf({}, of).services['CloudWatch alarms']?.quantity);
    expect(alarms([...resources, alarm]) - alarms([...resources])).toBe(2);
  });

  it('counts customer keys and dashboards', () => {
    const key: Resource = { Type: 'AWS::KMS::Key', Properties: {} };
    const dashboard: Resource = { Type: 'AWS::CloudWatch::Dashboard', Properties: {} };
    const { services } = billOf({}, [...resources, key, dashboard]);
    expect(services['Customer keys']?.usd).toBe('1');
    expect(services['CloudWatch dashboards']?.usd).toBe('6');
  });

  it('tells people the sums, how old the prices are, and where the template keeps files for another time', () => {
    const bill = billOf();
    const text = billLines(bill, prices, notesOn(usualLoad, readFacts(resources))).join('\n');
    expect(text).toContain(`$${Decimal.of(bill.monthlyUsd).toFixed(2)}  without any free tier`);
    expect(text).toContain('could not be confirmed for this region');
    expect(text).toContain('keeps landed files for ever');
  });
});

describe('the prices', () => {
  it('are those by which the workers of every stage tell what a run costs', () => {
    for (const stage of ['dev', 'staging', 'prod']) {
      const { region, workers } = readStage(stage);
      expect(readPrices(region).prices['Glue DPU-hours'].usd.toString()).toBe(
        Decimal.of(workers.usdPerDpuHour).toString(),
      );
    }
  });

  it('are there for every line, and for no region that nobody has looked up', () => {
    expect(Object.keys(prices.prices).sort()).toEqual([...lineNames].sort());
    expect(() => readPrices('us-west-9')).toThrow(NoPricesError);
  });
});

function databaseThatStaysAwake() {
  const value = { MinCapacity: 0.5, MaxCapacity: 16 };
  return { name: 'ServerlessV2ScalingConfiguration', value } as const;
}

function sweepEachMinute() {
  return { name: 'ScheduleExpression', value: 'rate(1 minute)' } as const;
}
