import { z } from 'zod';
import { dev } from './dev.ts';
import { withGivenSettings } from './given-settings.ts';
import { local } from './local.ts';
import { prod } from './prod.ts';
import { type StageName, type StageSettings, stageNames, stageSettingsSchema } from './settings.ts';
import { StageError } from './stage-error.ts';
import { staging } from './staging.ts';

const settingsOf: Readonly<Record<StageName, StageSettings>> = { local, dev, staging, prod };

/**
 * The checked settings of a stage.
 * @param asked what was given as `-c stage=…`; undefined when nothing was
 * @param given what was given as `-c settings=…`; see `withGivenSettings`
 * @throws StageError when no such stage exists or its settings are wrong
 */
export function readStage(asked: unknown, given?: unknown): StageSettings {
  const known = `Add -c stage=<name> with one of: ${stageNames.join(', ')}.`;
  if (asked === undefined || asked === '') {
    throw new StageError(`No stage was named. ${known}`);
  }
  const name = z.enum(stageNames).safeParse(asked);
  if (!name.success) {
    throw new StageError(`There is no stage ${JSON.stringify(asked)}. ${known}`);
  }
  return check(name.data, withGivenSettings(settingsOf[name.data], given));
}

/** @throws StageError that names every wrong setting of the stage */
export function checkSettings(settings: StageSettings): StageSettings {
  return check(settings.stage, settings);
}

function check(stage: StageName, settings: unknown): StageSettings {
  const checked = stageSettingsSchema.safeParse(settings);
  if (!checked.success) {
    const complaints = checked.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new StageError([`The settings in lib/stages/${stage}.ts are wrong:`, ...complaints].join('\n'));
  }
  return checked.data;
}
