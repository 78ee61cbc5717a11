import { z } from 'zod';
import type { StageSettings } from './settings.ts';
import { StageError } from './stage-error.ts';

const givenSchema = z.record(z.string(), z.record(z.string(), z.json()));

/**
 * The laptop's settings with some of them replaced, so that a test meets other limits than a person at a laptop does.
 * @param given the context value `settings`: JSON such as `{"workers":{"most":2}}`; undefined when nothing was given
 * @throws StageError for a stage on AWS, whose settings stand in its file and are reviewed there
 */
export function withGivenSettings(settings: StageSettings, given: unknown): unknown {
  if (given === undefined || given === '') {
    return settings;
  }
  if (settings.stage !== 'local') {
    throw new StageError(
      `-c settings is for the stage "local" only. Change lib/stages/${settings.stage}.ts and deploy again.`,
    );
  }
  const read = givenSchema.safeParse(parsed(given));
  if (!read.success) {
    throw new StageError(
      '-c settings takes JSON such as {"workers":{"most":2}}: a group of settings and what is in it.',
    );
  }
  const groups = Object.entries(read.data).map(([group, values]) => {
    const known: unknown = Reflect.get(settings, group);
    return [group, typeof known === 'object' ? { ...known, ...values } : values];
  });
  return { ...settings, ...Object.fromEntries(groups) };
}

function parsed(given: unknown): unknown {
  try {
    return JSON.parse(String(given));
  } catch {
    return undefined;
  }
}
