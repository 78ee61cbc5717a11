export { LullEndingDatabase } from './lull-ending-database.ts';
export { type LullKeeping, LullKeepingDatabase } from './lull-keeping-database.ts';
export { ENDED_PREFIX, LullMarks, READINGS_PREFIX } from './lull-marks.ts';
