import type { Receipt } from '../../api/client.ts';
import { Bytes } from '../../layout/bytes.tsx';
import { CopyText } from '../../layout/copy-text.tsx';
import { Moment, Unknown } from '../../layout/moment.tsx';
import { Fact, Facts } from '../fact.tsx';

interface Props {
  source: Receipt['receipt']['sources'][number];
  /** When it was found that the version is not there any more; undefined while it is. */
  goneAt: string | undefined;
}

/** The very bytes that were read. */
export function ReceiptSource({ source, goneAt }: Props) {
  return (
    <Facts>
      <Fact name={`File (${source.role})`}>
        <code>{source.key}</code>
      </Fact>
      <Fact name="Version">
        <CopyText text={source.versionId} what="version that was read" />
      </Fact>
      <Fact name="Checksum">
        {source.checksum === null ? <Unknown /> : <CopyText text={source.checksum} what="checksum of what was read" />}
      </Fact>
      <Fact name="Size">
        <Bytes count={source.size} />
        {goneAt !== undefined && (
          <>
            {'; gone, as was found '}
            <Moment at={goneAt} />
          </>
        )}
      </Fact>
    </Facts>
  );
}
