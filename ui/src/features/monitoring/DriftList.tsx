import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { Drift } from '../../api/types.ts';
import { Overlay, OverlayLegend } from '../../charts/svg/Overlay.tsx';
import { Spark } from '../../charts/svg/Spark.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useKeys } from '../../components/keys.ts';
import { Await, Block, Empty } from '../../components/States.tsx';
import { isP, strength } from '../../lib/drift.ts';
import { count, number } from '../../lib/format.ts';
import { day } from '../../lib/time.ts';
import { histogramQuery } from './api.ts';

/** Columns, worst first; a row opens to both histograms over each other. */
export function DriftList(props: {
  deployment: string;
  drift: Drift;
  window?: string;
  open?: string;
  onOpen: (column?: string) => void;
}) {
  const { drift } = props;
  const [active, setActive] = useState(-1);
  useKeys({
    j: () => setActive((a) => Math.min(drift.items.length - 1, a + 1)),
    k: () => setActive((a) => Math.max(0, a - 1)),
    o: () =>
      drift.items[active] &&
      props.onOpen(
        drift.items[active].column === props.open ? undefined : drift.items[active].column,
      ),
  });
  if (drift.items.length === 0)
    return (
      <Empty title="No window has been compared yet">
        Drift is measured as soon as the first window of predictions closes.
      </Empty>
    );
  return (
    <table className="t" aria-label="Drift by column" data-testid="drift">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col" className="wide-only">
            Over time
          </th>
          <th scope="col" className="num">
            Statistic
          </th>
          <th scope="col" className="num wide-only">
            Threshold
          </th>
          <th scope="col">Drifting</th>
        </tr>
      </thead>
      <tbody>
        {drift.items.map((row, i) => {
          const open = props.open === row.column;
          const p = row.threshold !== undefined && isP([row], row.threshold);
          return (
            <Fragment key={row.column}>
              <tr
                className={`openable ${i === active ? 'active' : ''}`}
                onClick={() => props.onOpen(open ? undefined : row.column)}
              >
                <td>
                  <button
                    type="button"
                    className="linkish row"
                    style={{ color: 'var(--text)' }}
                    aria-expanded={open}
                    onClick={(e) => {
                      e.stopPropagation();
                      props.onOpen(open ? undefined : row.column);
                    }}
                  >
                    <Icon name={open ? 'down' : 'right'} size={12} /> {row.column}
                    <span className="muted">{row.type === 'category' ? 'category' : ''}</span>
                  </button>
                </td>
                <td className="wide-only">
                  <Spark
                    values={row.history.map((h) =>
                      h.value === undefined ? undefined : strength(h.value, p),
                    )}
                    threshold={row.threshold === undefined ? undefined : strength(row.threshold, p)}
                    label={`${row.column} over the windows`}
                  />
                </td>
                <td
                  className="num"
                  title={`PSI ${number(row.psi, 5)}, KS ${number(row.ks, 5)}, p ${number(row.p_value, 3)}`}
                >
                  <span className="muted">
                    {row.test.toUpperCase()}
                    {p ? ' p' : ''}
                  </span>{' '}
                  <span className={row.over ? 'warn strong' : ''}>{number(row.value, 3)}</span>
                </td>
                <td className="num wide-only muted">{number(row.threshold, 3)}</td>
                <td>
                  {row.over ? (
                    <span className="warn row" style={{ gap: 4 }}>
                      <Icon name="alert" size={12} />{' '}
                      {row.since ? `since ${day(row.since)}` : 'yes'}
                    </span>
                  ) : (
                    <span className="muted">no</span>
                  )}
                </td>
              </tr>
              {open && (
                <tr>
                  <td
                    colSpan={5}
                    style={{ whiteSpace: 'normal', maxWidth: 'none', padding: '8px 12px 12px' }}
                  >
                    <Both
                      deployment={props.deployment}
                      column={row.column}
                      window={props.window}
                      reference={drift.reference}
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Both(props: { deployment: string; column: string; window?: string; reference?: string }) {
  const query = useQuery(histogramQuery(props.deployment, props.column, props.window));
  return (
    <Await query={query} skeleton={<Block height={170} />}>
      {(h) => (
        <div data-testid="histograms">
          <div className="row wrap" style={{ marginBottom: 4 }}>
            <OverlayLegend
              names={[
                `reference${props.reference ? ` (${props.reference})` : ''}, ${count(h.reference_rows)} rows`,
                `this window, ${count(h.current_rows)} rows`,
              ]}
            />
            <span className="grow" />
            {(h.reference_missing > 0 || h.current_missing > 0) && (
              <span className="muted small">
                missing: {count(h.reference_missing)} then, {count(h.current_missing)} now
              </span>
            )}
          </div>
          <Overlay
            reference={h.reference}
            current={h.current}
            edges={h.kind === 'number' ? h.edges : undefined}
            categories={h.kind === 'category' ? h.categories : undefined}
            label={`${h.column}: reference and this window`}
          />
        </div>
      )}
    </Await>
  );
}
