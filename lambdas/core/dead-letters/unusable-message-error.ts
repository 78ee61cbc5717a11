/**
 * A message that no further try can help: what is wrong with it is in the message itself. Its text is the reason that
 * stands beside the message among the dead letters, so it names fields and places, never what they hold.
 */
export class UnusableMessageError extends Error {}
