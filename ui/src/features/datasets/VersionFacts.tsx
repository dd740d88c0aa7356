import type { DatasetVersion } from '../../api/types.ts';
import { Ago, EventTime, Id } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { bytes, count, plural } from '../../lib/format.ts';
import { stretch } from '../../lib/time.ts';

/** What a data version is, and why it was refused when it was. */
export function VersionFacts({ version: v }: { version: DatasetVersion }) {
  return (
    <div className="stack">
      {v.failures.length > 0 && (
        <div className="panel" style={{ borderColor: 'var(--bad)' }} data-testid="refusal">
          <div className="body">
            <h2 className="bad" style={{ marginBottom: 6 }}>
              Refused: {plural(v.failures.length, 'expectation')} broken
            </h2>
            {v.failures.map((f) => (
              <p key={f.expectation + (f.column ?? '')} style={{ maxWidth: '75ch' }}>
                {f.column && <strong>{f.column}: </strong>}
                {f.expectation}. <span className="muted">Expected</span> {f.expected};{' '}
                <span className="muted">found</span> {f.found}
                {f.rows !== undefined && ` (${count(f.rows)} rows)`}.
              </p>
            ))}
          </div>
        </div>
      )}
      <dl className="facts">
        <dt>state</dt>
        <dd>
          <Status of={v.status} />
        </dd>
        <dt>rows</dt>
        <dd>
          {count(v.rows)}{' '}
          <span className="muted">
            in {plural(v.columns, 'column')}, {bytes(v.bytes)}
          </span>
        </dd>
        {v.from && v.to && (
          <>
            <dt>covers</dt>
            <dd>{stretch(v.from, v.to)}</dd>
          </>
        )}
        <dt>arrived</dt>
        <dd>
          <EventTime at={v.event_time} />
        </dd>
        <dt>recorded</dt>
        <dd>
          <Ago at={v.recorded_at} />
        </dd>
        <dt>source</dt>
        <dd className="mono">{v.source}</dd>
        <dt>digest</dt>
        <dd>
          <Id of={v.digest} />
        </dd>
        {v.used_by.length > 0 && (
          <>
            <dt>used by</dt>
            <dd className="row wrap">
              {v.used_by.slice(0, 12).map((ref) => (
                <RefLink key={ref} of={ref} />
              ))}
              {v.used_by.length > 12 && (
                <span className="muted">and {v.used_by.length - 12} more</span>
              )}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
