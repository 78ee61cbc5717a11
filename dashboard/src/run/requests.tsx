import type { RunDetail } from '../api/client.ts';
import { Bytes } from '../layout/bytes.tsx';
import { CopyText } from '../layout/copy-text.tsx';
import { Moment } from '../layout/moment.tsx';
import { isOpen } from '../runs/run-states.ts';
import { Fact, Facts } from './fact.tsx';
import styles from './requests.module.css';
import { Section } from './section.tsx';

type Request = RunDetail['requests'][number];

/** Who has asked for the run, and whether the replies are sent. */
export function Requests({ run }: { run: RunDetail }) {
  if (run.requests.length === 0) return null;
  return (
    <Section title={run.requests.length === 1 ? 'Request' : 'Requests'}>
      {run.requests.map((request) => (
        <RequestFacts key={request.requestId} request={request} isRunOpen={isOpen(run)} />
      ))}
    </Section>
  );
}

const origins = { queue: 'by message', api: 'through the API', upload: 'by its upload' } as const;

function RequestFacts({ request, isRunOpen }: { request: Request; isRunOpen: boolean }) {
  const parameters = Object.entries(request.parameters);
  return (
    <div className={styles['request']}>
      <p className={styles['id']}>
        <CopyText text={request.requestId} what="request id" />
      </p>
      <Facts>
        <Fact name="Asked for">
          {origins[request.origin]}
          {request.by !== null && `, by ${request.by.name}`}
        </Fact>
        <Fact name="Received">
          <Moment at={request.receivedAt} />
        </Fact>
        <Fact name="Reply sent">
          <ReplyState request={request} isRunOpen={isRunOpen} />
        </Fact>
        {request.replyBytes !== null && (
          <Fact name="Size of the reply">
            <Bytes count={request.replyBytes} />
            {request.replyInline === false && ', kept beside the message'}
          </Fact>
        )}
        {parameters.length > 0 && (
          <Fact name="Parameters">{parameters.map(([name, value]) => `${name} = ${value}`).join(', ')}</Fact>
        )}
      </Facts>
    </div>
  );
}

function ReplyState({ request, isRunOpen }: { request: Request; isRunOpen: boolean }) {
  const { replyDue, replySentAt, replyError } = request;
  if (replyDue) return isRunOpen ? 'when the run has ended' : (replyError ?? 'in a moment');
  if (replySentAt === null) return `given up: ${replyError}`;
  return (
    <>
      <Moment at={replySentAt} />
      {replyError !== null && `, but: ${replyError}`}
    </>
  );
}
