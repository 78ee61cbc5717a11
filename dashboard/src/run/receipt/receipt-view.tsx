import type { Receipt } from '../../api/client.ts';
import { conservationOf } from '../../branches/conservation.ts';
import { Equation } from '../../branches/conservation-check.tsx';
import { CopyText } from '../../layout/copy-text.tsx';
import { Moment, Unknown } from '../../layout/moment.tsx';
import { rowsOf } from '../conservation.tsx';
import { Fact, Facts } from '../fact.tsx';
import { Proof } from './proof.tsx';
import { Published } from './published.tsx';
import { Meaning } from './receipt-meaning.tsx';
import { ReceiptSource } from './receipt-source.tsx';
import styles from './receipt-view.module.css';

/** A receipt as a person reads it; its parts are of one answer of the API. */
export function ReceiptView({ answer }: { answer: Receipt }) {
  const { receipt, standing } = answer;
  return (
    <div className={styles['receipt']}>
      <p className={styles['meaning']}>
        <Meaning answer={answer} />
      </p>
      {receipt.sources.map((source, position) => (
        <ReceiptSource
          key={source.role}
          source={source}
          goneAt={standing.sourcesGone.find((gone) => gone.position === position)?.goneAt}
        />
      ))}
      <Facts>
        <Fact name="Rows">
          <Rows answer={answer} />
        </Fact>
        <Fact name="Published">
          <Published figures={receipt.figures} />
        </Fact>
        <Fact name="Job type">
          {receipt.jobType}
          {receipt.declarationVersion !== null && `, declaration version ${receipt.declarationVersion}`}
        </Fact>
        <Fact name="Code version">{receipt.codeVersion ?? <Unknown />}</Fact>
        <Fact name="Spark version">{receipt.sparkVersion ?? <Unknown />}</Fact>
        <Fact name="Started">
          <Moment at={receipt.startedAt} />
        </Fact>
        <Fact name="Ended">
          <Moment at={receipt.endedAt} />
        </Fact>
        <Fact name="Run">
          <CopyText text={receipt.runId} what="run id of the receipt" />
        </Fact>
      </Facts>
      <Proof answer={answer} />
    </div>
  );
}

function Rows({ answer: { receipt, standing } }: { answer: Receipt }) {
  const rows = rowsOf({ ...receipt, ...standing });
  if (rows === undefined) return 'none was read';
  return <Equation of={conservationOf(rows)} read="read" />;
}
