import { z } from 'zod';
import { type Database, uuid } from '../database/database.ts';

const blockSchema = z.object({ block: z.coerce.number().int(), lines: z.string() });

/** Lines of a run that corrections which stand have put right, asked for in ascending order; reads as it is asked. */
export class CorrectedLines {
  readonly #ranges: AsyncGenerator<readonly [number, number]>;
  #current: readonly [number, number] | undefined;
  #isOver = false;

  constructor(database: Database, runId: string) {
    this.#ranges = rangesOf(database, runId);
  }

  /** @param line not less than the one before */
  async has(line: number): Promise<boolean> {
    while (!this.#isOver && (this.#current === undefined || this.#current[1] < line)) {
      const { value, done } = await this.#ranges.next();
      this.#isOver = done === true;
      this.#current = done === true ? undefined : value;
    }
    return this.#current !== undefined && this.#current[0] <= line;
  }
}

async function* rangesOf(database: Database, runId: string): AsyncGenerator<readonly [number, number]> {
  const sql = 'select block, lines from corrected_lines(:runId::uuid, null, :after::bigint)';
  for (let after = -1; ; ) {
    const page = await database.query(sql, { runId: uuid(runId), after }, blockSchema, 'reads');
    if (page.length === 0) {
      return;
    }
    for (const { block, lines } of page) {
      after = block;
      for (const range of lines.split(',')) {
        const [first, last] = range.split('-').map(Number);
        yield [first ?? 0, last ?? 0];
      }
    }
  }
}
