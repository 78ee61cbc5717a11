export { BURIED, type DeadLetters, MOST_ATTRIBUTES } from './dead-letters.ts';
export { reasonOf } from './reason-of.ts';
export { UnusableMessageError } from './unusable-message-error.ts';
export { parseJson, usable } from './usable.ts';
