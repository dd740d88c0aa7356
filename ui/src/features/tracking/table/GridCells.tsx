import type { ReactNode } from 'react';
import type { Run, RunFigures } from '../../../api/types.ts';
import { Ago, EventTime, Id } from '../../../components/Bits.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { Status } from '../../../components/Status.tsx';
import { count, duration, number } from '../../../lib/format.ts';
import { extent, linear } from '../../../lib/scale.ts';
import { columnRef, readColumn } from './columns.ts';
import type { GroupCell } from './grouped.ts';

const NOTHING = <span className="muted">–</span>;
const EMPTY = <span className="muted">empty</span>;

/** What a cell shows of a run. */
export function cellOf(id: string, run: Run, sparks?: ReadonlyMap<string, number[]>): ReactNode {
  const { kind, key } = columnRef(id);
  if (kind === 'spark') {
    const points = sparks?.get(`${run.id} ${key}`);
    return points && points.length > 1 ? (
      <Course values={points} label={`${key} over steps`} />
    ) : (
      NOTHING
    );
  }
  const value = readColumn(id, run);
  if (kind === 'datasets') return run.inputs.length > 0 ? <Inputs run={run} /> : NOTHING;
  if (kind === 'models')
    return run.produced.length > 0
      ? run.produced.slice(0, 3).map((ref) => <RefLink key={ref} of={ref} />)
      : NOTHING;
  if (kind === 'attributes') return attribute(key, run, value);
  if (value === null || value === undefined || value === '') return NOTHING;
  if (typeof value === 'number') return <span title={String(value)}>{number(value)}</span>;
  return <span title={value}>{value}</span>;
}

/** A curve of the size of a word, over its own range. */
function Course({ values, label }: { values: readonly number[]; label: string }) {
  const y = linear(...extent(values), 17, 1);
  const x = linear(0, values.length - 1, 1, 95);
  const d = values.map((v, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join('');
  return (
    <svg width={96} height={18} role="img" aria-label={label} style={{ display: 'block' }}>
      <path d={d} fill="none" stroke="var(--accent)" strokeWidth={1.3} />
    </svg>
  );
}

function attribute(key: string, run: Run, value: string | number | null | undefined): ReactNode {
  switch (key) {
    case 'status':
      return <Status of={run.status} />;
    case 'start_time':
    case 'end_time':
      return <Ago at={value as string | undefined} />;
    case 'event_time':
      return run.event_time ? <EventTime at={run.event_time} /> : NOTHING;
    case 'duration':
      return typeof value === 'number' ? duration(value) : <span className="running">so far</span>;
    case 'run_id':
      return <Id of={run.id} />;
    case 'parent':
      return run.parent ? <RefLink of={`run:${run.parent}`} /> : NOTHING;
    case 'commit':
      return run.commit ? <Id of={run.commit} /> : NOTHING;
    default:
      return value === undefined || value === null || value === '' ? NOTHING : String(value);
  }
}

function Inputs({ run }: { run: Run }) {
  return (
    <span className="row" style={{ gap: 6 }}>
      {run.inputs.slice(0, 2).map((i) =>
        i.ref ? (
          <RefLink key={i.name + i.digest} of={i.ref} title={i.name} />
        ) : (
          <span key={i.name + i.digest} title={i.digest}>
            {i.name}
          </span>
        ),
      )}
      {run.inputs.length > 2 && <span className="muted">+{run.inputs.length - 2}</span>}
    </span>
  );
}

/** A group's cell: the mean with its least and greatest, or what all its runs have. */
export function GroupCellView({ id, of: cell }: { id: string; of: GroupCell }) {
  switch (cell?.kind) {
    case 'figures':
      return <FiguresCell of={cell.of} show={number} runs={cell.runs} />;
    case 'took':
      return <FiguresCell of={cell.of} show={(s) => duration((s ?? 0) * 1000)} />;
    case 'started':
      return <Ago at={cell.at} />;
    case 'same':
      return id === 'attributes.status' ? (
        <Status of={cell.text} />
      ) : (
        <span title={cell.part ? `${cell.text}, where there is one` : cell.text}>
          {cell.text === '' ? EMPTY : cell.text}
        </span>
      );
    case 'mixed':
      return <span className="muted">mixed</span>;
    default:
      return NOTHING;
  }
}

function FiguresCell(props: {
  of: RunFigures;
  show: (value: number | undefined, digits?: number) => string;
  runs?: number;
}) {
  const { of, show } = props;
  if (of.mean === undefined)
    return (
      <span className="muted" title={`${of.not_finite ?? 0} runs have a value that is not finite`}>
        not finite
      </span>
    );
  const some = props.runs !== undefined && of.count < props.runs;
  const title = [
    `mean ${of.mean} of ${count(of.count)}${some ? ` of ${count(props.runs!)}` : ''} runs`,
    `from ${of.min} to ${of.max}`,
    `standard deviation ${of.std}`,
    ...(of.not_finite ? [`${count(of.not_finite)} not finite`] : []),
  ].join('\n');
  return (
    <span title={title} className="nowrap">
      <span className="strong">{show(of.mean)}</span>{' '}
      {of.min !== of.max && (
        <small className="muted">
          {show(of.min, 3)}…{show(of.max, 3)}
        </small>
      )}
    </span>
  );
}
