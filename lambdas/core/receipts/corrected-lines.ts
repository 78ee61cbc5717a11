import { z } from 'zod';
import { nextCursorSchema, runIdSchema } from '../reports/values.ts';

export const correctedLinesSchema = z
  .object({
    correction: runIdSchema.meta({ description: 'The run that has put the lines right.' }),
    stands: z.boolean().meta({ description: 'False once it was superseded or withdrawn: the lines are open again.' }),
    lines: z
      .string()
      .regex(/^\d+-\d+(,\d+-\d+)*$/)
      .meta({ description: "Ranges of lines of the corrected run's file, both ends included, such as `7-9,12-12`." }),
  })
  .meta({ id: 'CorrectedLines', description: 'Some of the lines that one correction has put right.' });
export type CorrectedLines = z.infer<typeof correctedLinesSchema>;

export const correctedLinesPageSchema = z
  .object({ items: z.array(correctedLinesSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'CorrectedLinesPage', description: 'By correction, and its lines in ascending order.' });
export type CorrectedLinesPage = z.infer<typeof correctedLinesPageSchema>;

/** Behind which block of which correction a page begins. */
export const correctedPlaceSchema = z.tuple([z.uuid(), z.int()]);
export const beforeAllLines: z.infer<typeof correctedPlaceSchema> = ['00000000-0000-0000-0000-000000000000', -1];

/**
 * One more block of lines than `:limit`, behind the block `:afterBlock` of the correction `:afterRun`: of every correction of
 * the run that was published, also of those that stand no more, as the attempt that was published has them. That keeps its
 * lines for ever, so that pages that are read one after the other belong together.
 */
export const correctedLinesPageSql = `
  candidate as (
    select row_number() over (order by chosen.run_id, chosen.block) as place,
           jsonb_build_array(chosen.run_id, chosen.block) as at,
           json_build_object('correction', chosen.run_id, 'stands', chosen.stands, 'lines', (
             select string_agg(lower(one) || '-' || upper(one) - 1, ',' order by lower(one))
               from unnest(chosen.lines) as one)) as document
      from (select corrected.*
              from run join run_corrected_lines corrected
                on corrected.run_id = run.run_id and corrected.attempt = run.published_attempt
             where run.corrects = :runId::uuid
               and (corrected.run_id, corrected.block) > (:afterRun::uuid, :afterBlock::bigint)
             order by corrected.run_id, corrected.block limit :limit + 1) chosen
  )`;
