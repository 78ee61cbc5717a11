import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DataApi, startDataApi, target } from './data-api.ts';

let api: DataApi;
beforeAll(async () => {
  api = await startDataApi({ transactionIdleMilliseconds: 600, connections: 4 });
  await api.execute('create table entry (id bigint primary key)');
});
beforeEach(() => api.execute('truncate entry'));
afterAll(() => api.stop());

const begin = async () => (await api.client.send(new BeginTransactionCommand(target))).transactionId ?? '';
const commit = (transactionId: string) => api.client.send(new CommitTransactionCommand({ ...target, transactionId }));
const rollback = (transactionId: string) =>
  api.client.send(new RollbackTransactionCommand({ ...target, transactionId }));
const insert = (id: number, transactionId: string) =>
  api.execute('insert into entry values (:id)', [{ name: 'id', value: { longValue: id } }], { transactionId });
const ids = async () =>
  (await api.execute('select id from entry order by id')).records?.map(([field]) => field?.longValue);
const notFound = { name: 'TransactionNotFoundException', $metadata: { httpStatusCode: 404 } };

describe('a transaction', () => {
  it('is invisible to others until it is committed', async () => {
    const transactionId = await begin();
    await insert(1, transactionId);
    const sets = [2, 3].map((id) => [{ name: 'id', value: { longValue: id } }]);
    const sql = 'insert into entry values (:id)';
    await api.client.send(new BatchExecuteStatementCommand({ ...target, sql, parameterSets: sets, transactionId }));
    expect(await ids()).toEqual([]);
    expect((await commit(transactionId)).transactionStatus).toBe('Transaction Committed');
    expect(await ids()).toEqual([1, 2, 3]);
  });

  it('leaves nothing when it is rolled back', async () => {
    const transactionId = await begin();
    await insert(1, transactionId);
    expect((await rollback(transactionId)).transactionStatus).toBe('Rollback Complete');
    expect(await ids()).toEqual([]);
  });

  it('is known no more after its end', async () => {
    const transactionId = await begin();
    await commit(transactionId);
    await expect(insert(1, transactionId)).rejects.toMatchObject(notFound);
    await expect(commit(transactionId)).rejects.toMatchObject(notFound);
    await expect(rollback('never-seen')).rejects.toMatchObject(notFound);
  });

  it('takes nothing more after an error, and its commit says that nothing was kept', async () => {
    const transactionId = await begin();
    await insert(1, transactionId);
    await expect(insert(1, transactionId)).rejects.toMatchObject({ message: expect.stringContaining('23505') });
    await expect(insert(2, transactionId)).rejects.toMatchObject({ message: expect.stringContaining('25P02') });
    await expect(commit(transactionId)).rejects.toMatchObject({ name: 'DatabaseErrorException' });
    expect(await ids()).toEqual([]);
  });

  it('does one statement at a time', async () => {
    const transactionId = await begin();
    const slow = api.execute('select pg_sleep(0.3)::text', [], { transactionId });
    await sleep(100);
    await expect(insert(1, transactionId)).rejects.toMatchObject({
      name: 'DatabaseErrorException',
      message: 'Transaction is still running a query',
    });
    await slow;
    await insert(2, transactionId);
    await commit(transactionId);
    expect(await ids()).toEqual([2]);
  });

  it('lives while it is used, and is rolled back when nobody uses it for some time', async () => {
    const transactionId = await begin();
    for (const id of [1, 2, 3]) {
      await insert(id, transactionId);
      await sleep(300);
    }
    await sleep(600);
    await expect(commit(transactionId)).rejects.toMatchObject(notFound);
    expect(await ids()).toEqual([]);
  });

  it('is lost, with its locks, when an answer is too large', async () => {
    const transactionId = await begin();
    await insert(1, transactionId);
    const large = api.execute("select repeat('x', 60000) from generate_series(1, 100)", [], { transactionId });
    await expect(large).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(commit(transactionId)).rejects.toMatchObject(notFound);
    await expect.poll(ids).toEqual([]);
    await api.execute('lock table entry in access exclusive mode nowait').catch((error: unknown) => {
      expect(error).toMatchObject({ message: expect.stringContaining('25P01') }); // refused only for want of a transaction
    });
  });

  it('knows savepoints', async () => {
    const transactionId = await begin();
    await insert(1, transactionId);
    await api.execute('savepoint here', [], { transactionId });
    await expect(insert(1, transactionId)).rejects.toMatchObject({ name: 'DatabaseErrorException' });
    await api.execute('rollback to savepoint here', [], { transactionId });
    await commit(transactionId);
    expect(await ids()).toEqual([1]);
  });
});
