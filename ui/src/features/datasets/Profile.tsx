import type { ColumnProfile } from '../../api/types.ts';
import { DataTable } from '../../components/DataTable.tsx';
import { compact, count, number, percent } from '../../lib/format.ts';
import { linear } from '../../lib/scale.ts';

/** Columns with their counts, spread and commonest values. */
export function Profile({ columns }: { columns: readonly ColumnProfile[] }) {
  return (
    <DataTable
      label="Profile"
      main
      rows={columns}
      rowKey={(c) => c.column}
      columns={[
        { id: 'column', title: 'Column', cell: (c) => <span className="strong">{c.column}</span> },
        { id: 'type', title: 'Type', cell: (c) => <code className="muted">{c.type}</code> },
        {
          id: 'missing',
          title: 'Missing',
          align: 'right',
          cell: (c) => (
            <span className={c.nulls > 0 ? '' : 'muted'} title={count(c.nulls)}>
              {percent(c.count > 0 ? c.nulls / c.count : 0)}
            </span>
          ),
        },
        { id: 'distinct', title: 'Distinct', align: 'right', cell: (c) => compact(c.distinct) },
        {
          id: 'shape',
          title: 'Shape',
          cell: (c) =>
            (c.top?.length ?? 0) > 0 && c.mean === undefined ? (
              <Top column={c} />
            ) : (
              <Box column={c} />
            ),
        },
        { id: 'min', title: 'Least', align: 'right', wide: true, cell: (c) => short(c.min) },
        { id: 'mean', title: 'Mean', align: 'right', wide: true, cell: (c) => number(c.mean, 4) },
        { id: 'max', title: 'Most', align: 'right', wide: true, cell: (c) => short(c.max) },
        { id: 'std', title: 'Spread', align: 'right', wide: true, cell: (c) => number(c.std, 3) },
      ]}
    />
  );
}

function short(text: string | undefined): string {
  if (text === undefined) return '–';
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text.slice(0, 16).replace('T', ' ');
  const n = Number(text);
  return text !== '' && Number.isFinite(n)
    ? number(n, 4)
    : text.length > 18
      ? `${text.slice(0, 17)}…`
      : text;
}

/** Quantiles as a small box: 5–95 % the line, 25–75 % the box, the median the mark. */
function Box({ column }: { column: ColumnProfile }) {
  const q = quantiles(column.quantiles);
  const [low, q25, q50, q75, high] = q;
  if (low === undefined || high === undefined || !(high > low))
    return <span className="muted">–</span>;
  const min = Number(column.min ?? low);
  const max = Number(column.max ?? high);
  const from = Number.isFinite(min) ? Math.max(min, low - (high - low)) : low;
  const to = Number.isFinite(max) ? Math.min(max, high + (high - low)) : high;
  const x = linear(from, to, 2, 138);
  return (
    <svg
      width={140}
      height={16}
      role="img"
      aria-label={`5 % ${number(low)}, median ${number(q50)}, 95 % ${number(high)}`}
      style={{ display: 'block' }}
    >
      <line x1={x(low)} x2={x(high)} y1={8} y2={8} stroke="var(--border-strong)" strokeWidth={2} />
      {q25 !== undefined && q75 !== undefined && (
        <rect
          x={x(q25)}
          width={Math.max(2, x(q75) - x(q25))}
          y={3}
          height={10}
          rx={2}
          fill="var(--accent)"
          opacity={0.4}
        />
      )}
      {q50 !== undefined && (
        <line x1={x(q50)} x2={x(q50)} y1={2} y2={14} stroke="var(--accent)" strokeWidth={2} />
      )}
    </svg>
  );
}

/** Reads quantiles under whichever names they come: p05, 0.05, 5. */
export function quantiles(given: Record<string, number>): (number | undefined)[] {
  const at = new Map(
    Object.entries(given ?? {}).map(([name, value]) => {
      const n = Number(name.replace(/^[pq]/, ''));
      return [Math.round(n <= 1 && name.includes('.') ? n * 100 : n), value] as const;
    }),
  );
  const near = (...wanted: number[]) => wanted.map((w) => at.get(w)).find((v) => v !== undefined);
  return [near(5, 1, 10, 0), near(25), near(50), near(75), near(95, 99, 90, 100)];
}

function Top({ column }: { column: ColumnProfile }) {
  const all = Math.max(1, column.count - column.nulls);
  if (column.distinct > 0.9 * all) return <span className="muted">all different</span>;
  return (
    <span title={column.top.map((t) => `${t.value}: ${count(t.count)}`).join('\n')}>
      {column.top.slice(0, 4).map((t) => (
        <span key={t.value} style={{ marginRight: 10 }}>
          {t.value} <span className="muted">{percent(t.count / all)}</span>
        </span>
      ))}
    </span>
  );
}
