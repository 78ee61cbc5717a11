import { Link } from 'wouter';
import type { RunDetail } from '../api/client.ts';
import { Bytes } from '../layout/bytes.tsx';
import { CopyText } from '../layout/copy-text.tsx';
import { Moment, Unknown } from '../layout/moment.tsx';
import { Notice } from '../layout/notice.tsx';
import { Pill } from '../layout/pill.tsx';
import { batchUploadAddress } from '../runs/batch-upload-address.ts';
import { batchOf } from '../runs/run-names.ts';
import { Fact, Facts } from './fact.tsx';
import { Section } from './section.tsx';
import styles from './sources.module.css';

type Source = RunDetail['sources'][number];

/** The object versions that the run reads, exactly. */
export function Sources({ run }: { run: RunDetail }) {
  return (
    <Section title={run.sources.length + run.missingRoles.length === 1 ? 'Source' : 'Sources'}>
      {run.sources.map((source) => (
        <SourceFacts key={source.role} source={source} />
      ))}
      {run.missingRoles.length > 0 && <Missing run={run} />}
    </Section>
  );
}

/** The files that the run waits for, and the way to bring them. */
function Missing({ run }: { run: RunDetail }) {
  const batch = batchOf(run);
  return (
    <Notice tone="info" title={missingWords(run.missingRoles)}>
      {batch !== undefined && (
        <p>
          The run begins by itself when all files are there. They are known by their names, and may land in any order:{' '}
          <Link href={batchUploadAddress(run, batch)}>upload into the batch {batch}</Link>.
        </p>
      )}
    </Notice>
  );
}

function missingWords(roles: readonly string[]): string {
  const [only] = roles;
  return roles.length === 1
    ? `The file ${only} of the batch is missing.`
    : `The files ${roles.join(' and ')} of the batch are missing.`;
}

function SourceFacts({ source }: { source: Source }) {
  return (
    <div className={styles['source']}>
      <p className={styles['place']}>
        <CopyText text={`s3://${source.bucket}/${source.key}`} what="address of the object" />{' '}
        {source.goneAt !== null && <Pill tone="warm">Source is gone</Pill>}
      </p>
      {source.goneAt !== null && (
        <p className={styles['note']}>
          This version was deleted or has expired (<Moment at={source.goneAt} />
          ). Its figures stay; it cannot be read again.
        </p>
      )}
      <Facts>
        <Fact name="Role">{source.role}</Fact>
        <Fact name="Version">
          <CopyText text={source.versionId} what="version" />
        </Fact>
        <Fact name="Size as stored">
          <Bytes count={source.size} />
        </Fact>
        <Fact name="Checksum">
          {source.checksum === null ? <Unknown /> : <CopyText text={source.checksum} what="checksum" />}
        </Fact>
        <Fact name="Landed">
          <Moment at={source.landedAt} />
        </Fact>
      </Facts>
    </div>
  );
}
