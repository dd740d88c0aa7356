import { useQueries, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ModelVersion, ModelVersionDetail, Run } from '../api/types.ts';
import { Panel } from '../components/Bits.tsx';
import { TextDiff } from '../components/Diff.tsx';
import { RefLink } from '../components/Link.tsx';
import { Await, Empty } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { versionQuery } from '../features/registry/api.ts';
import { runQuery } from '../features/tracking/api.ts';
import { telling } from '../features/tracking/metrics.ts';
import { diffMaps } from '../lib/diff.ts';
import { number } from '../lib/format.ts';

/** Two versions side by side: where they stand, what they were made with, what was measured, signature and card. */
export function CompareVersions(props: {
  model: string;
  version: string;
  other: string | undefined;
  versions: readonly ModelVersion[];
  onOther: (version: string) => void;
}) {
  const others = props.versions.filter((v) => String(v.version) !== props.version);
  const other = props.other ?? String(others[0]?.version ?? '');
  if (others.length === 0)
    return (
      <div className="panel">
        <Empty title="There is only one version">A second one can be set beside it here.</Empty>
      </div>
    );
  return (
    <div className="stack" data-testid="compare-versions">
      <label className="row">
        <span className="muted">v{props.version} against</span>
        <select
          className="field"
          data-testid="other-version"
          value={other}
          onChange={(e) => props.onOther(e.target.value)}
        >
          {others.map((v) => (
            <option key={v.version} value={v.version}>
              v{v.version} {v.stage} {v.aliases.join(', ')}
            </option>
          ))}
        </select>
      </label>
      <Both key={other} model={props.model} a={props.version} b={other} />
    </div>
  );
}

function Both({ model, a, b }: { model: string; a: string; b: string }) {
  const left = useQuery(versionQuery(model, a));
  const right = useQuery(versionQuery(model, b));
  return (
    <Await query={left}>
      {(va) => <Await query={right}>{(vb) => <Sides a={va} b={vb} />}</Await>}
    </Await>
  );
}

function Sides({ a, b }: { a: ModelVersionDetail; b: ModelVersionDetail }) {
  const [ra, rb] = useQueries({
    queries: [a, b].map((v) => ({ ...runQuery(v.run ?? ''), enabled: v.run !== undefined })),
  });
  const runs: [Run | undefined, Run | undefined] = [ra?.data, rb?.data];
  const facts: [string, (v: ModelVersionDetail) => ReactNode][] = [
    ['stage', (v) => <Status of={v.stage} />],
    ['aliases', (v) => v.aliases.join(', ') || '–'],
    ['run', (v) => (v.run ? <RefLink of={`run:${v.run}`} /> : '–')],
    ['trained on', (v) => v.trained_on.map((r) => <RefLink key={r} of={r} />)],
    [
      'verdict',
      (v) => (v.verdict ? <RefLink of={v.verdict.ref} title={v.verdict.outcome} /> : '–'),
    ],
    ['serves', (v) => v.serves.join(', ') || '–'],
  ];
  return (
    <div className="cols">
      <Panel title="Where they stand" flush className="c6">
        <table className="t" aria-label="Where they stand">
          <Head a={a} b={b} />
          <tbody>
            {facts.map(([name, of]) => (
              <tr key={name}>
                <td className="muted">{name}</td>
                <td>{of(a)}</td>
                <td>{of(b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title="Metrics" flush className="c6">
        <Metrics a={a} b={b} runs={runs} />
      </Panel>
      <Panel title="Params" flush className="c6">
        <Pairs
          label="Params"
          a={a}
          b={b}
          rows={diffMaps(runs[0]?.params ?? {}, runs[1]?.params ?? {})}
        />
      </Panel>
      <Panel title="Signature" flush className="c6">
        <Pairs label="Signature" a={a} b={b} rows={diffMaps(columns(a), columns(b))} />
      </Panel>
      <Panel title="Card" flush className="c12">
        {a.card || b.card ? (
          <TextDiff
            before={b.card ?? ''}
            after={a.card ?? ''}
            label={`Card of v${b.version} against v${a.version}`}
          />
        ) : (
          <p className="muted small" style={{ padding: 12 }}>
            Neither has a card.
          </p>
        )}
      </Panel>
    </div>
  );
}

function columns(v: ModelVersionDetail): Record<string, string> {
  return Object.fromEntries((v.signature?.columns ?? []).map((c) => [c.name, c.type]));
}

function Head({ a, b, more }: { a: ModelVersion; b: ModelVersion; more?: string }) {
  return (
    <thead>
      <tr>
        <td />
        <th scope="col" className={more ? 'num' : ''}>
          v{a.version}
        </th>
        <th scope="col" className={more ? 'num' : ''}>
          v{b.version}
        </th>
        {more && (
          <th scope="col" className="num">
            {more}
          </th>
        )}
      </tr>
    </thead>
  );
}

function Metrics(props: {
  a: ModelVersion;
  b: ModelVersion;
  runs: [Run | undefined, Run | undefined];
}) {
  const [ra, rb] = props.runs;
  const keys = telling([
    ...Object.keys(ra?.metrics ?? {}),
    ...Object.keys(rb?.metrics ?? {}),
  ]).filter((k) => !k.startsWith('system/'));
  return (
    <table className="t" aria-label="Metrics">
      <Head a={props.a} b={props.b} more={`since v${props.b.version}`} />
      <tbody>
        {keys.slice(0, 300).map((k) => {
          const x = ra?.metrics[k]?.value;
          const y = rb?.metrics[k]?.value;
          return (
            <tr key={k}>
              <td className="muted">{k}</td>
              <td className="num">{number(x, 5)}</td>
              <td className="num">{number(y, 5)}</td>
              <td className="num">
                {x === undefined || y === undefined
                  ? '–'
                  : `${x > y ? '+' : ''}${number(x - y, 3)}`}
              </td>
            </tr>
          );
        })}
        {keys.length > 300 && (
          <tr>
            <td className="muted small" colSpan={4}>
              the 300 most telling of {keys.length}
            </td>
          </tr>
        )}
        {keys.length === 0 && (
          <tr>
            <td className="muted" colSpan={4}>
              Their runs logged none.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Pairs(props: {
  label: string;
  a: ModelVersion;
  b: ModelVersion;
  rows: ReturnType<typeof diffMaps>;
}) {
  const [all, setAll] = useState(false);
  const differing = props.rows.filter((r) => r.state !== 'same');
  const shown = all ? props.rows : differing;
  return (
    <table className="t kv" aria-label={props.label}>
      <Head a={props.a} b={props.b} />
      <tbody>
        {shown.slice(0, 500).map((r) => (
          <tr key={r.key} className={r.state}>
            <td>{r.key}</td>
            <td className="mono">{r.here ?? '–'}</td>
            <td className="mono">{r.there ?? '–'}</td>
          </tr>
        ))}
        <tr>
          <td colSpan={3} className="muted small">
            {props.rows.length === 0
              ? 'None on either side.'
              : `${differing.length} of ${props.rows.length} differ. `}
            {props.rows.length > differing.length && (
              <button type="button" className="linkish" onClick={() => setAll(!all)}>
                {all ? 'only those' : 'all of them'}
              </button>
            )}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
