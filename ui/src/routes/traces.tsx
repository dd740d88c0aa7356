import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Trace } from '../api/types.ts';
import { Ago, Figure, Id, Panel } from '../components/Bits.tsx';
import { JsonTree } from '../components/JsonTree.tsx';
import { RefLink, To } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { Assessments } from '../features/traces/Assessments.tsx';
import { type TraceSearch, traceQuery } from '../features/traces/api.ts';
import { traceFilter } from '../features/traces/look.ts';
import { SpanDetail } from '../features/traces/SpanDetail.tsx';
import { TraceTable } from '../features/traces/TraceTable.tsx';
import { Waterfall } from '../features/traces/Waterfall.tsx';
import { experimentsQuery } from '../features/tracking/api.ts';
import { count, millis, number } from '../lib/format.ts';
import '../features/traces/traces.css';

const listRoute = getRouteApi('/traces');

export function TracesPage() {
  const search = listRoute.useSearch();
  const navigate = listRoute.useNavigate();
  const experiments = useQuery(experimentsQuery).data?.items ?? [];
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <div className="page" data-testid="traces">
      <PageHead title="Traces" />
      <div className="toolbar">
        <select
          className="field"
          aria-label="Experiment"
          value={search.experiment ?? ''}
          onChange={(e) => set({ experiment: e.target.value || undefined })}
        >
          <option value="">every experiment</option>
          {experiments.map((x) => (
            <option key={x.id} value={x.id}>
              {x.name}
            </option>
          ))}
        </select>
        {search.run && (
          <span className="badge accent">
            of <RefLink of={`run:${search.run}`} />
            <button
              type="button"
              className="linkish"
              aria-label="Of every run"
              onClick={() => set({ run: undefined })}
            >
              ×
            </button>
          </span>
        )}
        <TraceFilter
          value={search.filter ?? ''}
          state={search.status ?? ''}
          onChange={(filter, status) =>
            set({ filter: filter || undefined, status: status || undefined })
          }
        />
      </div>
      <div className="panel">
        <TraceTable
          main
          search={searchOf(search.filter, search.status, search.experiment, search.run)}
          filtered={Boolean(search.filter || search.status || search.run)}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
        />
      </div>
    </div>
  );
}

/** Traces of one run, in its tab. */
export function RunTraces({ run }: { run: string }) {
  const [filter, setFilter] = useState('');
  const [status, setStatus] = useState('');
  const [sort, setSort] = useState<string | undefined>();
  return (
    <div className="stack">
      <div className="toolbar">
        <TraceFilter
          value={filter}
          state={status}
          onChange={(f, s) => {
            setFilter(f);
            setStatus(s);
          }}
        />
      </div>
      <div className="panel">
        <TraceTable
          search={searchOf(filter, status, undefined, run)}
          filtered={Boolean(filter || status)}
          sort={sort}
          onSort={setSort}
        />
      </div>
    </div>
  );
}

function searchOf(
  filter: string | undefined,
  status: string | undefined,
  experiment: string | undefined,
  run: string | undefined,
): TraceSearch {
  const asked = traceFilter(filter ?? '', status ?? '');
  return {
    ...(experiment ? { experiment } : {}),
    ...(run ? { run } : {}),
    ...(asked ? { filter: asked } : {}),
  };
}

function TraceFilter(props: {
  value: string;
  state: string;
  onChange: (filter: string, state: string) => void;
}) {
  const [text, setText] = useState(props.value);
  return (
    <>
      <form
        className="row grow"
        onSubmit={(e) => {
          e.preventDefault();
          props.onChange(text, props.state);
        }}
      >
        <input
          className="field grow"
          data-filter
          value={text}
          onChange={(e) => setText(e.target.value)}
          onBlur={() => text !== props.value && props.onChange(text, props.state)}
          placeholder="Words, or span.type = 'TOOL' AND execution_time_ms > 500"
          aria-label="Filter traces"
        />
      </form>
      <select
        className="field"
        aria-label="State"
        value={props.state}
        onChange={(e) => props.onChange(text, e.target.value)}
      >
        <option value="">any state</option>
        <option value="OK">ok</option>
        <option value="ERROR">error</option>
        <option value="IN_PROGRESS">in progress</option>
      </select>
    </>
  );
}

const oneRoute = getRouteApi('/traces/$trace');

export function TracePage() {
  const { trace } = oneRoute.useParams();
  const query = useQuery(traceQuery(trace));
  return (
    <div className="page" data-testid="trace">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={420} />
          </>
        }
      >
        {(t) => <Whole trace={t} />}
      </Await>
    </div>
  );
}

function Whole({ trace: { info, spans } }: { trace: Trace }) {
  const search = oneRoute.useSearch();
  const navigate = oneRoute.useNavigate();
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const failed = spans.find((s) => s.status === 'ERROR');
  const root = spans.find((s) => s.parent === undefined) ?? spans[0];
  const chosen = search.span ?? (failed ?? root)?.id;
  const span = spans.find((s) => s.id === chosen);
  return (
    <>
      <PageHead
        title={info.name || info.id}
        state={<Status of={info.state} />}
        actions={
          <To path={`/traces?experiment=${encodeURIComponent(info.experiment_id)}`} className="btn">
            All traces
          </To>
        }
      />
      <div className="row wrap small soft">
        <Id of={info.id} />
        <span>
          began <Ago at={info.started_at} />
        </span>
        {info.run && (
          <span>
            within <RefLink of={`run:${info.run}`} />
          </span>
        )}
        {info.session && (
          <span>
            session <code>{info.session}</code>
          </span>
        )}
        {info.user && <span>for {info.user}</span>}
        {info.prompts.length > 0 && <span>prompts {info.prompts.join(', ')}</span>}
      </div>
      <div className="panel">
        <div className="body figures">
          <Figure name="took">{millis(info.duration_ms)}</Figure>
          <Figure name="spans">{count(info.spans)}</Figure>
          {info.tokens?.total !== undefined && (
            <Figure
              name="tokens"
              title={`${info.tokens.input ?? '?'} in, ${info.tokens.output ?? '?'} out`}
            >
              {count(info.tokens.total)}
            </Figure>
          )}
          {info.cost?.total_usd !== undefined && (
            <Figure name="cost">{number(info.cost.total_usd, 3)} $</Figure>
          )}
          <Figure name="errors">{count(spans.filter((s) => s.status === 'ERROR').length)}</Figure>
        </div>
      </div>
      <div className="tracecols">
        <section className="panel" aria-label="What happened when">
          <div className="row padded">
            <input
              className="field grow"
              data-filter
              value={search.find ?? ''}
              onChange={(e) => set({ find: e.target.value || undefined })}
              placeholder="Find spans by name, type or error"
              aria-label="Find spans"
            />
          </div>
          <Waterfall
            spans={spans}
            chosen={chosen}
            filter={search.find ?? ''}
            onChoose={(id) => set({ span: id })}
          />
        </section>
        <div className="stack">
          <section className="panel" aria-label="The span">
            <div className="body">
              {span ? (
                <SpanDetail key={span.id} span={span} />
              ) : (
                <p className="muted">This trace has no spans yet.</p>
              )}
            </div>
          </section>
          <Panel title="Judged" id="assessments">
            <Assessments items={info.assessments} onSpan={(id) => set({ span: id })} />
          </Panel>
          <Panel title="Tags and metadata">
            <JsonTree
              value={{ tags: info.tags, metadata: info.metadata }}
              label="Tags and metadata"
              depth={1}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}
