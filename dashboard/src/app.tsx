import { Route, Switch } from 'wouter';
import { BranchesPage } from './branches/branches-page.tsx';
import { NotFound } from './layout/not-found.tsx';
import { Shell } from './layout/shell.tsx';
import { RunPage } from './runs/run-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';

export function App() {
  return (
    <Shell>
      <Switch>
        <Route path="/" component={BranchesPage} />
        <Route path="/runs" component={RunsPage} />
        <Route path="/runs/:runId">{({ runId }) => <RunPage runId={runId} />}</Route>
        <Route component={NotFound} />
      </Switch>
    </Shell>
  );
}
