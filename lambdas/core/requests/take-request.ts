import { afterRecording, type Recording, runOf } from '../landing/record-object.ts';
import { nudgeFor, refusalFor } from '../queues/watchdog.ts';
import {
  type AcceptedRequest,
  type KnownRequest,
  knownRequest,
  recordRequest,
  refuseRequest,
} from '../run-store/index.ts';
import { METRICS } from '../telemetry/telemetry.ts';
import { examine } from './examine.ts';
import { type ParsedRequest, parseRequest } from './parse-request.ts';
import { idTaken, type NewRequest, type RequestError } from './request.ts';

/**
 * Takes a message of the request queue. Side effects come in this order: the request together with its run, the run's
 * watchdog message and marker, the message that has a reply sent which is due already. A second delivery after a crash
 * behind any of them finds the request, and does the rest.
 * @returns the job type that now has a pending run
 * @throws UnusableMessageError when the message has no request id, so that nobody could be told
 */
export async function takeRequest(body: string, recording: Recording): Promise<string | undefined> {
  const parsed = parseRequest(body);
  const { asked } = parsed;
  recording.telemetry.count(METRICS.requests);
  recording.telemetry.follow({ requestId: asked.requestId });
  const known = (await knownRequest(recording.database, asked)) ?? (await judge(parsed, recording));
  if (known.outcome === 'accepted') {
    return accept(asked, known, recording);
  }
  if (known.outcome === 'taken') {
    await refuse(asked, idTaken(asked.requestId), recording);
  }
  await recording.watchdog.send(refusalFor(asked), 0);
  return undefined;
}

async function judge(parsed: ParsedRequest, recording: Recording): Promise<KnownRequest> {
  const { asked } = parsed;
  if (parsed.kind === 'refused') {
    return refuse(asked, parsed.error, recording);
  }
  const verdict = await examine(parsed.request, recording);
  return verdict.kind === 'refused'
    ? refuse(asked, verdict.error, recording)
    : recordRequest(recording.database, asked, await runOf(verdict.object, verdict.place, recording));
}

async function refuse(asked: NewRequest, error: RequestError, recording: Recording): Promise<KnownRequest> {
  recording.telemetry.count(METRICS.requestsRefused);
  recording.telemetry.info('Refused a request.', { requestId: asked.requestId, code: error.code });
  await refuseRequest(recording.database, asked, error);
  return { outcome: 'refused', due: true, error };
}

async function accept(asked: NewRequest, request: AcceptedRequest, recording: Recording): Promise<string | undefined> {
  const { runId, state, due, jobType } = request;
  recording.telemetry.follow({ runId });
  recording.telemetry.info('Took a request.', { requestId: asked.requestId, runId, state });
  await afterRecording(request, request, recording);
  if (due) {
    await recording.watchdog.send(nudgeFor(runId), 0);
  }
  return state === 'PENDING' ? jobType : undefined;
}
