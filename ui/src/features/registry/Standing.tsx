import { useQuery } from '@tanstack/react-query';
import type { Stood } from '../../api/types.ts';
import { Ago, EventTime, Panel } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { standingQuery } from './api.ts';

/** What was Production at 14:03: where every stage and alias stood at a moment, who moved it there and why. */
export function Standing(props: {
  model: string;
  at: string;
  clock: string;
  onChange: (at: string, clock: string) => void;
}) {
  const at = props.at || new Date().toISOString().slice(0, 16);
  const query = useQuery(standingQuery(props.model, at, props.clock));
  return (
    <Panel
      title="What stood where"
      id="standing"
      flush
      aside={
        <span className="row wrap small">
          <label className="row">
            <span className="muted">at (UTC)</span>
            <input
              type="datetime-local"
              className="field"
              style={{ maxWidth: 190 }}
              value={at.slice(0, 16)}
              onChange={(e) => e.target.value && props.onChange(e.target.value, props.clock)}
            />
          </label>
          <select
            className="field"
            aria-label="Clock"
            value={props.clock}
            onChange={(e) => props.onChange(at, e.target.value)}
          >
            <option value="recorded">when it was recorded</option>
            <option value="event">in the data’s world</option>
          </select>
        </span>
      }
    >
      <Await query={query}>
        {(s) => (
          <>
            {s.name_then !== s.model && (
              <p className="notice small">It was called {s.name_then} then.</p>
            )}
            <div className="tablewrap" role="group" aria-label="What stood where" tabIndex={0}>
              <Rows title="Stages" items={s.stages} />
              <Rows title="Aliases" items={s.aliases} />
            </div>
          </>
        )}
      </Await>
    </Panel>
  );
}

function Rows({ title, items }: { title: string; items: readonly Stood[] }) {
  return (
    <table className="t" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">Version</th>
          <th scope="col">Since</th>
          <th scope="col" className="wide-only">
            Event time
          </th>
          <th scope="col">By</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {items.map((i) => (
          <tr key={`${i.name} ${i.version}`}>
            <td>
              {title === 'Stages' ? (
                <Status of={i.name} />
              ) : (
                <span className="badge accent">{i.name}</span>
              )}
            </td>
            <td className="intext">
              <RefLink of={i.ref} title={`v${i.version}`} />
              {i.from && <span className="muted small"> from {i.from}</span>}
            </td>
            <td>
              <Ago at={i.since} />
            </td>
            <td className="wide-only">
              <EventTime at={i.event_time} />
            </td>
            <td>{i.by}</td>
            <td className="intext">
              {i.why} {i.verdict && <RefLink of={i.verdict} />}
            </td>
          </tr>
        ))}
        {items.length === 0 && (
          <tr>
            <td className="muted" colSpan={6}>
              none then
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
