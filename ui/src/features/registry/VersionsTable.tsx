import type { ModelVersion } from '../../api/types.ts';
import { Ago, EventTime, Swatch } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink, useEvidence } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { versionColour } from '../../lib/colour.ts';
import { bytes } from '../../lib/format.ts';
import { metricInterval, metricTitle, metricValue } from '../../lib/metric.ts';

/** A model's versions as rows; several can be marked to be moved at once. */
export function VersionsTable(props: {
  items: readonly ModelVersion[];
  chosen?: string;
  sort?: string;
  onSort: (s?: string) => void;
  onChoose: (v: string) => void;
  picked: ReadonlySet<string>;
  onPick: (version: string) => void;
}) {
  const evidence = useEvidence();
  const metric = props.items.find((v) => v.metric)?.metric?.name ?? 'metric';
  return (
    <DataTable
      label="Versions"
      testId="versions"
      main
      maxHeight="340px"
      rows={props.items}
      rowKey={(v) => String(v.version)}
      picked={props.picked}
      onPick={props.onPick}
      onOpen={(v) => props.onChoose(String(v.version))}
      onEvidence={(v) => v.verdict && evidence(v.verdict.ref)}
      sort={props.sort}
      onSort={props.onSort}
      columns={[
        {
          id: 'version',
          title: 'Version',
          by: (v) => v.version,
          cell: (v) => (
            <span className="row">
              <Swatch colour={versionColour(v.version)} />
              <button
                type="button"
                className="linkish strong"
                onClick={() => props.onChoose(String(v.version))}
                aria-current={String(v.version) === props.chosen}
              >
                v{v.version}
              </button>
              {v.aliases.map((a) => (
                <span key={a} className="badge accent">
                  {a}
                </span>
              ))}
            </span>
          ),
        },
        { id: 'stage', title: 'Stage', cell: (v) => <Status of={v.stage} />, by: (v) => v.stage },
        {
          id: 'metric',
          title: metricTitle(metric),
          align: 'right',
          by: (v) => v.metric?.value,
          cell: (v) => (
            <span title={v.metric?.on ? `on ${v.metric.on}` : ''}>
              {metricValue(v.metric?.name ?? metric, v.metric?.value)}{' '}
              {v.metric?.low !== undefined && (
                <span className="muted">
                  {metricInterval(v.metric.name ?? metric, v.metric.low, v.metric.high)}
                </span>
              )}
            </span>
          ),
        },
        {
          id: 'on',
          title: 'Judged on',
          wide: true,
          cell: (v) => <span className="muted">{v.metric?.on ?? '–'}</span>,
        },
        {
          id: 'verdict',
          title: 'Verdict',
          by: (v) => v.verdict?.outcome,
          cell: (v) =>
            v.verdict ? (
              <button
                type="button"
                className="linkish"
                onClick={() => evidence(v.verdict?.ref ?? null)}
                title={`gate ${v.verdict.gate}`}
              >
                <Status of={v.verdict.outcome} />
              </button>
            ) : (
              <span className="muted">none</span>
            ),
        },
        {
          id: 'serves',
          title: 'Serves',
          cell: (v) => v.serves.map((d) => <RefLink key={d} of={`deployment:${d}`} title={d} />),
        },
        {
          id: 'size',
          title: 'Size',
          align: 'right',
          wide: true,
          cell: (v) => bytes(v.size),
          by: (v) => v.size,
        },
        {
          id: 'event',
          title: 'Event time',
          wide: true,
          cell: (v) => <EventTime at={v.event_time} />,
          by: (v) => v.event_time,
        },
        {
          id: 'made',
          title: 'Made',
          cell: (v) => <Ago at={v.created_at} />,
          by: (v) => v.created_at,
        },
      ]}
    />
  );
}
