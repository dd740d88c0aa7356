import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import { resolve } from '../../lib/colour.ts';
import { number } from '../../lib/format.ts';
import { clock } from '../../lib/time.ts';
import './uplot.css';

export interface Curve {
  label: string;
  colour: string;
  xs: readonly number[];
  ys: readonly (number | null)[];
  dashed?: boolean;
}

export interface MetricChartProps {
  curves: readonly Curve[];
  height?: number;
  /** x is epoch milliseconds. */
  time?: boolean;
  log?: boolean;
  /** Charts with the same key share their cross-hair. */
  sync?: string;
  format?: (value: number | null | undefined) => string;
  label: string;
  zero?: boolean;
  onZoom?: (from: number, to: number) => void;
}

/** All x of all curves in order, with each curve's y at each of them: the form that uPlot draws. */
export function align(curves: readonly Curve[]): (number | null | undefined)[][] {
  const xs = [...new Set(curves.flatMap((c) => [...c.xs]))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, i) => [x, i]));
  const rows = curves.map((c) => {
    const row: (number | null | undefined)[] = new Array(xs.length).fill(undefined);
    c.xs.forEach((x, i) => {
      row[place.get(x)!] = c.ys[i] ?? null;
    });
    return row;
  });
  return [xs, ...rows];
}

/** The places of values without a neighbour, which no line shows. */
export function alone(row: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  let last: number | null = null;
  let lonely = false;
  for (let i = 0; i < row.length; i += 1) {
    const v = row[i];
    // Undefined is no gap: another curve has an x there.
    if (v === undefined) continue;
    if (v === null) {
      if (lonely && last !== null) found.push(last);
      last = null;
      lonely = false;
    } else {
      lonely = last === null;
      last = i;
    }
  }
  if (lonely && last !== null) found.push(last);
  return found;
}

/** Curves over steps or time, drawn by uPlot; drag zooms, double-click resets. */
export default function MetricChart(props: MetricChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const height = props.height ?? 190;
  const shape = `${props.curves.map((c) => c.label + c.colour).join('|')}/${props.time}/${props.log}/${props.sync}/${height}`;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        options(latest.current, element.clientWidth || 400, height),
        align(latest.current.curves) as uPlot.AlignedData,
        element,
      );
    };
    make();
    const sizes = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height }),
    );
    sizes.observe(element);
    const theme = new MutationObserver(make);
    theme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => {
      sizes.disconnect();
      theme.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    const u = plot.current;
    if (!u) return;
    const { min, max } = u.scales.x ?? {};
    const xs = u.data[0];
    const zoomed =
      min != null && max != null && xs.length > 1 && (min > xs[0]! || max < xs.at(-1)!);
    u.setData(align(props.curves) as uPlot.AlignedData, !zoomed);
    if (zoomed) u.redraw();
  }, [props.curves]);

  return (
    <div
      ref={box}
      className="uplot-box"
      role="img"
      aria-label={props.label}
      style={{ height: height + 4 }}
    />
  );
}

function options(props: MetricChartProps, width: number, height: number): uPlot.Options {
  const text = resolve('--muted');
  const grid = resolve('--border');
  const format = props.format ?? ((v) => number(v, 4));
  const font = '11px "Inter Variable", system-ui, sans-serif';
  const axis = {
    stroke: text,
    font,
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height,
    pxAlign: true,
    ms: 1,
    tzDate: (ts) => uPlot.tzDate(new Date(ts), 'UTC'),
    cursor: {
      sync: props.sync ? { key: props.sync, setSeries: false } : undefined,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: true },
    } as uPlot.Cursor,
    legend: { show: false },
    scales: {
      x: { time: props.time ?? false },
      y: {
        distr: props.log ? 3 : 1,
        range: props.zero ? (_u, _min, max) => [0, (max || 1) * 1.08] : undefined,
      } as uPlot.Scale,
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: props.time ? 80 : 60,
        ...(props.time
          ? { values: (_u: uPlot, ticks: number[]) => ticks.map((t) => clock(t, true)) }
          : {}),
      },
      { ...axis, size: 52, space: 34, values: (_u, ticks) => ticks.map((t) => format(t)) },
    ],
    series: [
      {},
      ...props.curves.map((c) => ({
        label: c.label,
        stroke: resolve(c.colour),
        width: 1.6,
        dash: c.dashed ? [5, 4] : undefined,
        spanGaps: false,
        points: {
          show: c.xs.length < 3,
          filter: (u: uPlot, i: number) => (c.xs.length < 3 ? null : alone(u.data[i] ?? [])),
        },
      })),
    ],
    hooks: {
      setCursor: [(u) => tooltip(u, format, props.time ?? false)],
      setSelect: [
        (u) => {
          if (u.select.width > 4)
            props.onZoom?.(
              u.posToVal(u.select.left, 'x'),
              u.posToVal(u.select.left + u.select.width, 'x'),
            );
        },
      ],
    },
  };
}

/** The readout follows the cross-hair; it is written by hand, as it moves with every pointer event. */
function tooltip(u: uPlot, format: (v: number | null | undefined) => string, time: boolean) {
  let tip = u.over.querySelector<HTMLDivElement>('.tip');
  if (!tip) {
    tip = document.createElement('div');
    tip.className = 'tip';
    u.over.appendChild(tip);
  }
  const { idx, left } = u.cursor;
  if (idx == null || left == null || left < 0) {
    tip.style.display = 'none';
    return;
  }
  tip.style.display = 'block';
  const x = u.data[0][idx];
  const lines = document.createElement('div');
  const head = document.createElement('div');
  head.className = 'muted';
  head.textContent = time ? clock(x ?? 0, true) : `step ${format(x)}`;
  lines.append(head);
  u.series.slice(1).forEach((s, i) => {
    const v = u.data[i + 1]?.[idx];
    if (v === undefined) return;
    const row = document.createElement('div');
    row.className = 'row';
    const swatch = document.createElement('i');
    swatch.className = 'swatch';
    swatch.style.background =
      typeof s.stroke === 'function' ? String(s.stroke(u, i + 1)) : String(s.stroke);
    row.append(swatch, `${s.label} ${format(v)}`);
    lines.append(row);
  });
  tip.replaceChildren(lines);
  const right = left > u.over.clientWidth / 2;
  tip.style.left = right ? 'auto' : `${left + 12}px`;
  tip.style.right = right ? `${u.over.clientWidth - left + 12}px` : 'auto';
  tip.style.top = '4px';
}
