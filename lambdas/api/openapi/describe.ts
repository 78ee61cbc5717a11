import type { Api } from '../api.ts';
import { createApi } from '../app.ts';
import type { Dependencies } from '../dependencies.ts';
import type { ClaimRules } from '../sign-in/caller.ts';
import { type OpenApiDocument, openApiDocument } from './document.ts';

/** The API without any of the parts that answer its requests. */
export function idleApi(claimRules: ClaimRules): Api {
  const neverCalled = (): never => {
    throw new Error('The API is only described here.');
  };
  const dependencies: Dependencies = {
    runs: { list: neverCalled, detail: neverCalled, run: neverCalled },
    branches: { list: neverCalled, detail: neverCalled, series: neverCalled, readAll: neverCalled },
    receipts: { receipt: neverCalled, figures: neverCalled, correctedLines: neverCalled },
    downloads: { make: neverCalled },
    rejectedTransfers: { list: neverCalled },
    resultFiles: { list: neverCalled },
    balances: { accounts: neverCalled, account: neverCalled, countries: neverCalled },
    rejects: { list: neverCalled },
    rejectDownloads: { make: neverCalled },
    requests: { ask: neverCalled },
    acts: { retry: neverCalled, withdraw: neverCalled, restore: neverCalled },
    uploads: {
      begin: neverCalled,
      addresses: neverCalled,
      arrived: neverCalled,
      complete: neverCalled,
      abort: neverCalled,
    },
    jobTypes: new Map(),
    pingDatabase: neverCalled,
    codeVersion: '',
    claimRules,
    answerWithinMs: 1,
    reportUnexpected: () => {},
    reportAnswered: () => {},
  };
  return createApi(dependencies);
}

export function describeApi(): OpenApiDocument {
  return openApiDocument(idleApi({ rolesClaim: '', roleNames: { viewer: '', operator: '' }, nameClaim: '' }));
}

/** The text of the committed document. */
export function describeApiText(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}
