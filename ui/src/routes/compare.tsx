import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Tabs } from '../components/Bits.tsx';
import { To } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, ErrorState, Skeleton } from '../components/States.tsx';
import { ChartsTab } from '../features/tracking/compare/ChartsTab.tsx';
import { DifferencesTab } from '../features/tracking/compare/DifferencesTab.tsx';
import { DistributionTab } from '../features/tracking/compare/DistributionTab.tsx';
import { ImagesTab } from '../features/tracking/compare/ImagesTab.tsx';
import type { CompareSearch } from '../features/tracking/compare/look.ts';
import { ParallelTab } from '../features/tracking/compare/ParallelTab.tsx';
import { ScatterTab } from '../features/tracking/compare/ScatterTab.tsx';
import { type Compared, useCompared } from '../features/tracking/compare/useCompared.ts';
import { columnRef } from '../features/tracking/table/columns.ts';
import { readColumns } from '../features/tracking/table/state.ts';
import { count, plural } from '../lib/format.ts';
import '../features/tracking/tracking.css';
import '../features/tracking/table/grid.css';
import '../features/tracking/compare/compare.css';

const route = getRouteApi('/runs/compare');

const TABS = [
  { id: 'charts', title: 'Charts' },
  { id: 'parallel', title: 'Parallel' },
  { id: 'scatter', title: 'Scatter' },
  { id: 'distribution', title: 'Distribution' },
  { id: 'images', title: 'Images' },
  { id: 'differences', title: 'Differences' },
];

/** The metrics that the address speaks of, which must come along however many there are. */
function spokenOf(search: CompareSearch): string[] {
  const axes = readColumns(search.axes)?.map((c) => c.id) ?? [];
  const metrics = [search.px, search.py, search.pc, search.metric, ...axes].filter(
    (id): id is string => id !== undefined && columnRef(id).kind === 'metrics',
  );
  return [...metrics, ...(search.wide ? [`metrics.${search.wide}`] : [])];
}

export function ComparePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (part: Partial<CompareSearch>) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace: true }),
    [navigate],
  );
  const spoken = spokenOf(search).join('\n');
  const wanted = useMemo(() => spoken.split('\n').filter(Boolean), [spoken]);
  const compared = useCompared(search, wanted);
  const tab = TABS.some((t) => t.id === search.tab) ? search.tab! : 'charts';
  const { runs, total } = compared;
  if (!search.ids && search.matching !== '1' && search.filter === undefined) {
    return (
      <div className="page">
        <PageHead title="Compare" />
        <Empty title="Nothing to compare">
          Select runs with <kbd>x</kbd> on the <To path="/runs">list of runs</To>, then press{' '}
          <kbd>c</kbd>.
        </Empty>
      </div>
    );
  }
  return (
    <div className="page" data-testid="compare-page">
      <PageHead
        title={compared.pending ? 'Compare' : `Compare ${plural(total, 'run')}`}
        actions={
          <To path={backTo(search)} className="btn">
            The table
          </To>
        }
      />
      <Tabs
        label="Ways to compare"
        tabs={TABS}
        value={tab}
        onChange={(id) => set({ tab: id === 'charts' ? undefined : id })}
      />
      {compared.error && runs.length === 0 ? (
        <ErrorState error={compared.error} retry={compared.retry} />
      ) : compared.pending || (compared.valuesPending && tab !== 'charts') ? (
        <div className="panel">
          <Skeleton lines={12} />
        </div>
      ) : runs.length === 0 ? (
        <div className="panel">
          <Empty title="No run is here any more">
            They were deleted for good, or the filter matches none.
          </Empty>
        </div>
      ) : (
        <>
          {runs.length < total && tab !== 'charts' && (
            <div className="notice" data-testid="too-many">
              <span>
                The first {count(runs.length)} of {count(total)} runs are shown. A filter, such as{' '}
                <code>metrics.auc &gt; 0.7</code>, would leave fewer.
              </span>
            </div>
          )}
          <Tab tab={tab} compared={compared} search={search} set={set} />
        </>
      )}
    </div>
  );
}

function backTo(search: CompareSearch): string {
  const where = new URLSearchParams();
  if (search.experiment) where.set('experiment', search.experiment);
  if (search.matching === '1' && search.filter) where.set('filter', search.filter);
  if (search.ids) where.set('picked', search.ids);
  return `/runs?${where}`;
}

function Tab(props: {
  tab: string;
  compared: Compared;
  search: CompareSearch;
  set: (part: Partial<CompareSearch>) => void;
}) {
  const { tab, ...rest } = props;
  switch (tab) {
    case 'parallel':
      return <ParallelTab {...rest} />;
    case 'scatter':
      return <ScatterTab {...rest} />;
    case 'distribution':
      return <DistributionTab {...rest} />;
    case 'images':
      return <ImagesTab {...rest} />;
    case 'differences':
      return <DifferencesTab {...rest} />;
    default:
      return <ChartsTab {...rest} />;
  }
}
