import { Duration } from 'aws-cdk-lib';

/**
 * How long a function may take that handles messages. A paused database wakes in about 15 s, after a long sleep in
 * more; the functions' eight tries wait 91 s in all, and the work itself takes less than a second.
 */
export const handlerTimeout = Duration.minutes(2);
