import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { resolve } from '../../lib/colour.ts';
import { number } from '../../lib/format.ts';
import { clock, exact } from '../../lib/time.ts';
import { type Line, nearest, rangeX, rangeY } from './lines.ts';
import { drawLines, pngOf } from './paint.ts';
import './uplot.css';

export interface CurveChartProps {
  lines: readonly Line[];
  label: string;
  height: number;
  /** What x is: a count, epoch milliseconds, or seconds since the start. */
  x: 'step' | 'time' | 'relative';
  logX?: boolean;
  logY?: boolean;
  ignoreOutliers?: boolean;
  /** The part of x that is shown; without it all. */
  zoom?: readonly [number, number] | null;
  onZoom?: (zoom: [number, number] | null) => void;
  /** Charts with the same key share their cross-hair. */
  sync?: string;
  /** The line that stands out; the others fade. */
  lit?: string | null;
  handle?: Ref<CurveChartHandle>;
}

export interface CurveChartHandle {
  /** The chart as an image, with its title and its lines' names. */
  png: (title: string) => Promise<Blob | null>;
}

/** How many lines a readout names. */
const NAMED = 12;

export function xText(kind: CurveChartProps['x'], x: number): string {
  if (kind === 'time') return exact(x);
  return kind === 'relative' ? `${number(x, 4)} s` : `step ${number(x, 6)}`;
}

/** Lines with bands over one x. The drawing is ours, axes and cross-hair are uPlot's. */
export default function CurveChart(props: CurveChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const shape = `${props.x}/${props.logX}/${props.logY}/${props.sync}/${props.height}`;

  useImperativeHandle(props.handle, () => ({
    png: (title) =>
      plot.current ? pngOf(plot.current, title, latest.current.lines) : Promise.resolve(null),
  }));

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        options(latest, element.clientWidth || 400),
        data(latest.current),
        element,
      );
    };
    make();
    const sizes = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: latest.current.height }),
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
    plot.current?.setData(data(latest.current), true);
  }, [props.lines, props.zoom?.[0], props.zoom?.[1], props.ignoreOutliers, props.lit]);

  return (
    <div
      ref={box}
      className="uplot-box"
      role="img"
      aria-label={props.label}
      style={{ height: props.height + 4 }}
    />
  );
}

/** uPlot only learns the extent; the points are drawn from the lines themselves. */
function data(props: CurveChartProps): uPlot.AlignedData {
  const [low, high] = props.zoom ?? rangeX(props.lines, props.logX ?? false);
  return [
    [low, high],
    [null, null],
  ];
}

function options(latest: { current: CurveChartProps }, width: number): uPlot.Options {
  const props = latest.current;
  const text = resolve('--muted');
  const font = '11px "Inter Variable", system-ui, sans-serif';
  const axis = {
    stroke: text,
    font,
    grid: { stroke: resolve('--border'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  const extent = () => latest.current.zoom ?? rangeX(latest.current.lines, props.logX ?? false);
  const seconds = (u: uPlot) => {
    const { min, max } = u.scales.x!;
    return (max ?? 0) - (min ?? 0) < 600_000;
  };
  return {
    width,
    height: props.height,
    pxAlign: true,
    ms: 1,
    tzDate: (ts) => uPlot.tzDate(new Date(ts), 'UTC'),
    cursor: {
      ...(props.sync
        ? {
            sync: {
              key: props.sync,
              setSeries: false,
              scales: ['x', null],
              // What is dragged in one chart must not select in all the others.
              filters: { pub: (type: string) => type === 'mousemove' || type === 'mouseleave' },
            },
          }
        : {}),
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    } as uPlot.Cursor,
    legend: { show: false },
    scales: {
      x: {
        time: props.x === 'time',
        distr: props.logX && props.x !== 'time' ? 3 : 1,
        range: () => [...extent()] as [number, number],
      } as uPlot.Scale,
      y: {
        distr: props.logY ? 3 : 1,
        range: () => {
          const now = latest.current;
          return rangeY(now.lines, extent(), now.logY ?? false, now.ignoreOutliers ?? false);
        },
      } as uPlot.Scale,
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: props.x === 'time' ? 84 : 60,
        ...(props.x === 'time'
          ? { values: (u: uPlot, ticks: number[]) => ticks.map((t) => clock(t, seconds(u))) }
          : {
              values: (_u: uPlot, ticks: number[]) =>
                ticks.map((t) => (t === null ? '' : number(t, 4))),
            }),
      },
      {
        ...axis,
        size: 54,
        space: 30,
        values: (_u, ticks) => ticks.map((t) => (t === null ? '' : number(t, 4))),
      },
    ],
    series: [{}, { points: { show: false } }],
    hooks: {
      ready: [(u) => u.over.addEventListener('dblclick', () => latest.current.onZoom?.(null))],
      draw: [(u) => drawLines(u, latest.current)],
      setCursor: [(u) => readout(u, latest.current)],
      setSelect: [
        (u) => {
          const { left, width: wide } = u.select;
          if (wide <= 4) return;
          const from = u.posToVal(left, 'x');
          const to = u.posToVal(left + wide, 'x');
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onZoom?.([from, to]);
        },
      ],
    },
  };
}

interface Said {
  line: Line;
  x: number;
  y: number;
  gap: number;
}

/** The values under the cross-hair, those nearest to the pointer first where there are too many. */
function under(u: uPlot, props: CurveChartProps): { x: number; said: Said[]; more: number } | null {
  const { left, top } = u.cursor;
  if (left === undefined || left < 0) return null;
  const x = u.posToVal(left, 'x');
  const y = top === undefined || top < 0 ? null : u.posToVal(top, 'y');
  const said: Said[] = [];
  const [low, high] = [u.scales.x!.min ?? 0, u.scales.x!.max ?? 0];
  for (const line of props.lines) {
    const i = nearest(line.xs, x);
    const v = line.ys[i];
    const at = line.xs[i];
    if (v === null || v === undefined || at === undefined) continue;
    if (Math.abs(at - x) > (high - low) / 12) continue;
    said.push({ line, x: at, y: v, gap: y === null ? 0 : Math.abs(v - y) });
  }
  const near = said.length > NAMED ? [...said].sort((a, b) => a.gap - b.gap).slice(0, NAMED) : said;
  near.sort((a, b) => b.y - a.y);
  return { x: near[0]?.x ?? x, said: near, more: said.length - near.length };
}

/** The readout follows the cross-hair; it is written by hand, as it moves with every pointer event. */
function readout(u: uPlot, props: CurveChartProps) {
  let tip = u.over.querySelector<HTMLDivElement>('.tip');
  if (!tip) {
    tip = document.createElement('div');
    tip.className = 'tip';
    u.over.appendChild(tip);
  }
  const found = under(u, props);
  if (!found || found.said.length === 0) {
    tip.style.display = 'none';
    return;
  }
  tip.style.display = 'block';
  const head = document.createElement('div');
  head.className = 'muted';
  head.textContent = xText(props.x, found.x);
  const rows = found.said.map(({ line, y }) => {
    const row = document.createElement('div');
    row.className = 'row';
    const swatch = document.createElement('i');
    swatch.className = 'swatch';
    swatch.style.background = resolve(line.colour);
    const name = document.createElement('span');
    name.className = 'ellipsis grow';
    name.textContent = line.label;
    const value = document.createElement('b');
    value.textContent = number(y, 5);
    row.append(swatch, name, value);
    return row;
  });
  const rest = document.createElement('div');
  rest.className = 'muted';
  rest.textContent = found.more > 0 ? `and ${found.more} more` : '';
  tip.replaceChildren(head, ...rows, ...(found.more > 0 ? [rest] : []));
  const left = u.cursor.left ?? 0;
  const right = left > u.over.clientWidth / 2;
  tip.style.left = right ? 'auto' : `${left + 12}px`;
  tip.style.right = right ? `${u.over.clientWidth - left + 12}px` : 'auto';
  tip.style.top = '4px';
}
