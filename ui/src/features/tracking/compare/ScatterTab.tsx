import { useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { Run } from '../../../api/types.ts';
import { Panel, useWidth } from '../../../components/Bits.tsx';
import { DataTable } from '../../../components/DataTable.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { Empty } from '../../../components/States.tsx';
import { resolve, runColour, seriesColour } from '../../../lib/colour.ts';
import { count, number } from '../../../lib/format.ts';
import { ColumnPicker } from '../table/ColumnPicker.tsx';
import { columnTitle, numberOf, readColumn } from '../table/columns.ts';
import type { TabProps } from './ParallelTab.tsx';
import {
  between,
  type Domain,
  domainOf,
  shareOf,
  spearman,
  valueAt,
  varyingParams,
} from './plots.ts';
import { usePaint } from './usePaint.ts';

const PAD = { left: 64, right: 16, top: 14, bottom: 40 };
const HEIGHT = 440;

interface Dot {
  run: Run;
  x: number;
  y: number;
  colour: string;
}

function ticks(domain: Domain): { at: number; text: string }[] {
  if (domain.kind === 'words') {
    const many = Math.max(1, domain.words.length - 1);
    return domain.words.map((w, i) => ({
      at: domain.words.length === 1 ? 0.5 : i / many,
      text: w,
    }));
  }
  return [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: number(valueAt(domain, at), 3) }));
}

function colourOf(id: string | undefined, runs: readonly Run[]): (run: Run) => string {
  const domain = id ? domainOf(id, runs) : null;
  if (!id || !domain) return (run) => resolve(runColour(run.id));
  if (domain.kind === 'words') {
    return (run) => {
      const at = domain.words.indexOf(String(readColumn(id, run)));
      return resolve(at < 0 ? '--stale' : seriesColour(at));
    };
  }
  const [low, high, none] = [resolve('--s0'), resolve('--s1'), resolve('--stale')];
  return (run) => {
    const at = shareOf(domain, id, run);
    return at === null ? none : between(low, high, at);
  };
}

/** Any two columns against each other, coloured by a third. */
export function ScatterTab({ compared, search, set }: TabProps) {
  const router = useRouter();
  const { runs, keys } = compared;
  const py = search.py ?? (keys[0] ? `metrics.${keys[0]}` : 'attributes.duration');
  const param = varyingParams(runs, 1)[0];
  const px = search.px ?? (param ? `params.${param}` : 'attributes.start_time');
  const pc = search.pc;
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [lit, setLit] = useState<Dot | null>(null);
  const [table, setTable] = useState(false);
  const { dx, dy } = useMemo(() => {
    const there = (id: string, r: Run) => (readColumn(id, r) ?? '') !== '';
    const both = runs.filter((r) => there(px, r) && there(py, r));
    return { dx: domainOf(px, both), dy: domainOf(py, both) };
  }, [px, py, runs]);
  const experiments = useMemo(() => [...new Set(runs.map((r) => r.experiment_id))], [runs]);
  const spots = useMemo(() => {
    if (!dx || !dy) return [];
    const wide = width - PAD.left - PAD.right;
    const tall = HEIGHT - PAD.top - PAD.bottom;
    return runs.flatMap((run) => {
      const [a, b] = [shareOf(dx, px, run), shareOf(dy, py, run)];
      return a === null || b === null
        ? []
        : [{ run, x: PAD.left + a * wide, y: HEIGHT - PAD.bottom - b * tall }];
    });
  }, [dx, dy, px, py, runs, width]);
  const rank = useMemo(() => {
    const pairs = spots.flatMap(({ run }) => {
      const [a, b] = [numberOf(px, run), numberOf(py, run)];
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    });
    return spearman(
      pairs.map((p) => p[0]),
      pairs.map((p) => p[1]),
    );
  }, [spots, px, py]);
  const paint = useCallback(
    (ctx: CanvasRenderingContext2D) => {
      const colour = colourOf(pc, runs);
      for (const spot of spots) {
        ctx.fillStyle = colour(spot.run);
        ctx.globalAlpha =
          lit && lit.run.id !== spot.run.id ? 0.35 : spots.length > 300 ? 0.6 : 0.85;
        ctx.beginPath();
        ctx.arc(spot.x, spot.y, lit?.run.id === spot.run.id ? 7 : 4, 0, 7);
        ctx.fill();
      }
    },
    [spots, pc, runs, lit],
  );
  const canvas = usePaint(width, HEIGHT, paint);
  const find = (e: React.PointerEvent) => {
    const rect = canvas.current!.getBoundingClientRect();
    const [at, up] = [e.clientX - rect.left, e.clientY - rect.top];
    let best: Dot | null = null;
    let gap = 14 ** 2;
    for (const s of spots) {
      const d = (s.x - at) ** 2 + (s.y - up) ** 2;
      if (d < gap) {
        gap = d;
        best = { ...s, colour: '' };
      }
    }
    setLit(best);
  };
  const pick = (name: 'px' | 'py' | 'pc', label: string, id: string | undefined) => (
    <ColumnPicker
      button={`${label}: ${id ? columnTitle(id) : 'run'}`}
      testId={name}
      label={label}
      closeOnChoose
      experiments={experiments}
      chosen={new Set(id ? [id] : [])}
      only={(c) =>
        /^(metrics|params|tags)\.|^attributes\.(duration|start_time|status|experiment|user_id)$/.test(
          c,
        )
      }
      onChoose={(c, on) => set({ [name]: on ? c : undefined })}
    />
  );
  const show = (id: string, run: Run) => {
    const v = readColumn(id, run);
    return typeof v === 'number' ? number(v) : (v ?? '–');
  };
  return (
    <div className="stack">
      <div className="toolbar">
        {pick('px', 'x', px)}
        {pick('py', 'y', py)}
        {pick('pc', 'colour', pc)}
        <span className="muted small">
          {count(spots.length)} of {count(runs.length)} runs have both
          {rank !== null && `; rank correlation ${number(rank, 2)}`}
        </span>
        <span className="grow" />
        <button type="button" className="btn" aria-pressed={table} onClick={() => setTable(!table)}>
          Table
        </button>
      </div>
      <Panel title={`${columnTitle(py)} against ${columnTitle(px)}`} flush={table}>
        {table ? (
          <DataTable
            label="The points of the plot"
            main
            rows={spots.map((s) => s.run)}
            rowKey={(r) => r.id}
            onOpen={(r) => router.history.push(`/runs/${r.id}`)}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            columns={[
              {
                id: 'name',
                title: 'Run',
                by: (r) => r.name,
                cell: (r) => <RefLink of={`run:${r.id}`} title={r.name} />,
              },
              ...[px, py, ...(pc ? [pc] : [])].map((id) => ({
                id,
                title: columnTitle(id),
                align: 'right' as const,
                by: (r: Run) => numberOf(id, r) ?? readColumn(id, r),
                cell: (r: Run) => show(id, r),
              })),
            ]}
          />
        ) : !dx || !dy || spots.length === 0 ? (
          <Empty title="No run has both">
            Choose columns that these runs have, with numbers or at most 40 different words.
          </Empty>
        ) : (
          <div ref={box} className="plotbox" data-testid="scatter">
            <canvas ref={canvas} style={{ width, height: HEIGHT }} />
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table has the same runs with their links */}
            <svg
              className="chart"
              width={width}
              height={HEIGHT}
              style={{ position: 'absolute', inset: 0, width }}
              role="img"
              aria-label={`${columnTitle(py)} against ${columnTitle(px)} of ${spots.length} runs`}
              onPointerMove={find}
              onPointerLeave={() => setLit(null)}
              onClick={() => lit && router.history.push(`/runs/${lit.run.id}`)}
            >
              {ticks(dy).map((t) => {
                const y = HEIGHT - PAD.bottom - t.at * (HEIGHT - PAD.top - PAD.bottom);
                return (
                  <g key={`y${t.text}${t.at}`}>
                    <line className="grid" x1={PAD.left} x2={width - PAD.right} y1={y} y2={y} />
                    <text x={PAD.left - 6} y={y + 4} textAnchor="end">
                      {t.text.slice(0, 9)}
                    </text>
                  </g>
                );
              })}
              {ticks(dx).map((t) => (
                <text
                  key={`x${t.text}${t.at}`}
                  x={PAD.left + t.at * (width - PAD.left - PAD.right)}
                  y={HEIGHT - PAD.bottom + 16}
                  textAnchor="middle"
                >
                  {px === 'attributes.start_time' ? '' : t.text.slice(0, 10)}
                </text>
              ))}
              <text x={(width + PAD.left) / 2} y={HEIGHT - 6} textAnchor="middle">
                {columnTitle(px)}
                {dx.kind === 'number' && dx.log ? ' (log)' : ''}
              </text>
            </svg>
            {lit && (
              <div
                className="tip"
                style={
                  lit.x > width / 2
                    ? { right: width - lit.x + 10, top: lit.y }
                    : { left: lit.x + 10, top: lit.y }
                }
              >
                <div className="strong">{lit.run.name}</div>
                {[px, py, ...(pc ? [pc] : [])].map((id) => (
                  <div key={id}>
                    <span className="muted">{columnTitle(id)}</span> {show(id, lit.run)}
                  </div>
                ))}
              </div>
            )}
          </div>
        )}
      </Panel>
    </div>
  );
}
