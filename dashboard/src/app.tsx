import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { NotFound } from './layout/not-found.tsx';
import { Shell } from './layout/shell.tsx';

/** Every page is code of its own, so that opening one loads no other. */
const BranchesPage = lazy(() =>
  import('./branches/branches-page.tsx').then((page) => ({ default: page.BranchesPage })),
);
const BranchPage = lazy(() => import('./branch/branch-page.tsx').then((page) => ({ default: page.BranchPage })));
const AccountsPage = lazy(() =>
  import('./accounts/accounts-page.tsx').then((page) => ({ default: page.AccountsPage })),
);
const AccountPage = lazy(() => import('./account/account-page.tsx').then((page) => ({ default: page.AccountPage })));
const RejectedTransfersPage = lazy(() =>
  import('./rejected-transfers/rejected-transfers-page.tsx').then((page) => ({ default: page.RejectedTransfersPage })),
);
const RunsPage = lazy(() => import('./runs/runs-page.tsx').then((page) => ({ default: page.RunsPage })));
const RunPage = lazy(() => import('./run/run-page.tsx').then((page) => ({ default: page.RunPage })));
const UploadPage = lazy(() => import('./upload/upload-page.tsx').then((page) => ({ default: page.UploadPage })));
const AboutPage = lazy(() => import('./about/about-page.tsx').then((page) => ({ default: page.AboutPage })));
const DocumentPage = lazy(() =>
  import('./about/docs/document-page.tsx').then((page) => ({ default: page.DocumentPage })),
);
const ReferencePage = lazy(() =>
  import('./about/reference/reference-page.tsx').then((page) => ({ default: page.ReferencePage })),
);

export function App() {
  return (
    <Shell>
      <Switch>
        <Route path="/" component={BranchesPage} />
        <Route path="/branches/:branchCode" component={BranchPage} />
        <Route path="/accounts" component={AccountsPage} />
        <Route path="/accounts/:accountNumber" component={AccountPage} />
        <Route path="/transfers/rejected" component={RejectedTransfersPage} />
        <Route path="/runs" component={RunsPage} />
        <Route path="/runs/:runId">{({ runId }) => <RunPage runId={runId} />}</Route>
        <Route path="/upload" component={UploadPage} />
        <Route path="/about" component={AboutPage} />
        <Route path="/about/:name">{({ name }) => <DocumentPage name={name} />}</Route>
        <Route path="/api-reference" component={ReferencePage} />
        <Route component={NotFound} />
      </Switch>
    </Shell>
  );
}
