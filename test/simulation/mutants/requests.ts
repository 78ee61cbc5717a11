import { inCode, inFunction, type Mutant, without } from './mutant.ts';

const KNOWN = 'known_request(jsonb)';
const SEND = 'lambdas/core/replies/send-replies.ts';
const WATCH = 'lambdas/core/settling/watch-run.ts';

/** What sees to it that a request is one request, and its reply one reply; and that a receipt says what was published. */
export const REQUEST_MUTANTS: readonly Mutant[] = [
  without('request-once', 'that an id is one request', 'drop index request_once'),
  inFunction(
    'request-taken',
    'that an id stands for what was asked under it first',
    KNOWN,
    "v_known.contents <> p_request ->> 'contents'",
    'false',
  ),
  inFunction(
    'request-again',
    'that asking again makes the reply due again',
    KNOWN,
    "v_known.origin <> 'upload'",
    'false',
  ),
  inFunction(
    'reply-sent',
    'that a reply which was sent is due no more',
    'reply_sent(text, text, text)',
    'reply_due = false,',
    '',
  ),
  inCode(
    'reply-kept',
    'that the reply which was kept first is sent again',
    SEND,
    '(await keptReply(due, replying)) ?? (await sealNewReply(due, replying))',
    'await sealNewReply(due, replying)',
  ),
  inCode(
    'reply-tried-again',
    'that a reply which could not be sent is tried again',
    WATCH,
    'if (failures === 0) {',
    'if (failures >= 0) {',
  ),
  inCode(
    'reply-in-words',
    'that a reply which cannot be made is answered in words',
    SEND,
    'due.textFailures + 1 < MOST_TEXT_TRIES',
    'true',
  ),
  inFunction(
    'reply-tries',
    'that the tries of a reply are counted',
    'reply_try_failed(text, text, text, text, integer)',
    "reply_text_failures + case p_step when 'text' then 1 else 0 end,",
    'reply_text_failures,',
  ),
  inCode(
    'refusal-told',
    'that the reply to a refused message is sent',
    'lambdas/core/requests/take-request.ts',
    '  await recording.watchdog.send(refusalFor(asked), 0);\n',
    '',
  ),
  inCode(
    'refusal-told-again',
    'that a refused request which the API is asked for has its reply sent again',
    'lambdas/api/acts/run-requests.ts',
    '        await watchdog.tellRefusal(asked);\n',
    '',
  ),
  without('receipt-pinned', 'the trigger that pins the receipt', 'drop trigger run_pins_figures on run'),
  inFunction(
    'watched-too-long',
    'that only half of the delay is promised',
    'note_watchdog(uuid, timestamptz, integer)',
    "interval '0.5 seconds'",
    "interval '5 seconds'",
  ),
  inCode(
    'watchdogs-multiply',
    'that a watchdog which finds another one ends',
    WATCH,
    'if (renew && run.isWatched) {',
    'if (renew && run.isWatched && false) {',
  ),
];
