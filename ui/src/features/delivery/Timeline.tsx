import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { Loop } from '../../api/types.ts';
import { useWidth } from '../../components/Bits.tsx';
import { useEvidence } from '../../components/Link.tsx';
import { metricName } from '../../lib/format.ts';
import { threadOf } from '../../lib/graph.ts';
import { linear, type Scale } from '../../lib/scale.ts';
import { DAY, exact, timeTicks } from '../../lib/time.ts';
import { DriftLane, Names, PerformanceLane } from './curves.tsx';
import {
  ALERT_ROWS,
  AlertLane,
  DataLane,
  GateLane,
  layAlerts,
  ServingLane,
  TrainingLane,
} from './lanes.tsx';
import { decisive, dodge, type Lane, layData, rangeOf, worst } from './layout.ts';
import { Readout } from './Readout.tsx';
import './timeline.css';

/** What the lanes need to draw themselves and to answer. */
export interface Ground {
  x: Scale;
  left: number;
  right: number;
  narrow: boolean;
  lit: ReadonlySet<string> | null;
  hover: (ref: string | null) => void;
  open: (ref: string) => void;
}

/** Whether a mark keeps its strength while another's thread is lit. */
export function dim(ground: Ground, ref: string): string {
  return ground.lit && !ground.lit.has(ref) ? 'dim' : '';
}

const GUTTER = 104;
const DRIFTS = 5;

export function Timeline(props: {
  loop: Loop;
  from?: string;
  to?: string;
  onZoom: (from?: string, to?: string) => void;
}) {
  const { loop } = props;
  const [box, width] = useWidth<HTMLDivElement>(1100);
  const svg = useRef<SVGSVGElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [cross, setCross] = useState<number | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const open = useEvidence();

  const narrow = width < 640;
  const left = narrow ? 2 : GUTTER;
  const right = width - (narrow ? 2 : 46);
  const [from, to] = useMemo(
    () => rangeOf(loop, props.from, props.to),
    [loop, props.from, props.to],
  );
  const x = useMemo(() => linear(from, to, left, right), [from, to, left, right]);
  const lit = useMemo(
    () => (hovered ? threadOf(hovered, loop.edges) : null),
    [hovered, loop.edges],
  );
  const drifts = useMemo(() => worst(loop.drift, DRIFTS, from, to), [loop.drift, from, to]);
  const gates = useMemo(
    () => dodge(decisive(loop.gates), (g) => x(Date.parse(g.event_time)), 15),
    [loop.gates, x],
  );
  const data = useMemo(
    () => layData(loop.data, (t) => Math.max(left + 6, x(t)), narrow ? 19 : 28),
    [loop.data, x, left, narrow],
  );
  const alerts = useMemo(
    () =>
      layAlerts(loop.alerts, x, loop.event_time ? Math.min(Date.parse(loop.event_time), to) : to),
    [loop.alerts, loop.event_time, x, to],
  );
  const lanes = layLanes(
    loop,
    narrow,
    Math.max(0, ...gates.map((g) => g.row)) + 1,
    data.rows,
    drifts.length,
    Math.min(ALERT_ROWS, alerts.rows),
  );
  const at = (id: string) => lanes.find((l) => l.id === id)!;
  const height = lanes.at(-1)!.top + lanes.at(-1)!.height + 6;
  const ground: Ground = { x, left, right, narrow, lit, hover: setHovered, open };

  const pixel = (e: PointerEvent) => e.clientX - svg.current!.getBoundingClientRect().left;
  const down = (e: PointerEvent) => {
    if (e.button !== 0 || (e.target as Element).closest('[data-mark]') || e.pointerType === 'touch')
      return;
    const p = pixel(e);
    setDrag([p, p]);
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
  };
  const moved = (e: PointerEvent) => {
    const p = pixel(e);
    setCross(p >= left && p <= right ? p : null);
    if (drag) setDrag([drag[0], Math.min(right, Math.max(left, p))]);
  };
  const up = () => {
    if (drag && Math.abs(drag[1] - drag[0]) > 12) {
      const [a, b] = [Math.min(...drag), Math.max(...drag)].map((p) => x.invert(p)) as [
        number,
        number,
      ];
      if (b - a > DAY / 4)
        props.onZoom(new Date(Math.round(a)).toISOString(), new Date(Math.round(b)).toISOString());
    }
    setDrag(null);
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === '0') props.onZoom();
    if (e.key !== 'ArrowRight' && e.key !== 'ArrowLeft') return;
    const marks = [...svg.current!.querySelectorAll<SVGGElement>('[data-mark]')];
    const now = marks.indexOf(document.activeElement as SVGGElement & HTMLElement);
    marks[(now + (e.key === 'ArrowRight' ? 1 : -1) + marks.length) % marks.length]?.focus();
    e.preventDefault();
  };

  return (
    <div ref={box} className="timeline" data-testid="timeline">
      <svg
        ref={svg}
        className="chart"
        height={height}
        width={width}
        role="group"
        aria-label="Timeline on event time"
        onPointerDown={down}
        onPointerMove={moved}
        onPointerUp={up}
        onPointerLeave={() => setCross(null)}
        onDoubleClick={() => props.onZoom()}
        onKeyDown={keys}
      >
        <defs>
          <pattern
            id="hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--hatch)" strokeWidth="1.4" />
          </pattern>
          <clipPath id="plot">
            <rect x={left} y="0" width={Math.max(0, right - left)} height={height} />
          </clipPath>
        </defs>
        <Axis x={x} from={from} to={to} left={left} right={right} height={height} />
        {lanes.map((lane) => (
          <g key={lane.id}>
            <line
              className="grid"
              x1={narrow ? 0 : 0}
              x2={width}
              y1={lane.top - 0.5}
              y2={lane.top - 0.5}
            />
            <text x={narrow ? 2 : 0} y={lane.top + (narrow ? 11 : 16)} className="lane">
              {lane.title}
            </text>
          </g>
        ))}
        <g clipPath="url(#plot)">
          <PerformanceLane ground={ground} lane={at('performance')} loop={loop} />
        </g>
        <Names ground={ground} lane={at('performance')} loop={loop} />
        <DataLane ground={ground} lane={at('data')} marks={data.placed} names={data.names} />
        <TrainingLane
          ground={ground}
          lane={at('training')}
          marks={loop.training}
          triggers={loop.triggers}
        />
        <GateLane ground={ground} lane={at('gates')} marks={gates} />
        <ServingLane
          ground={ground}
          lane={at('serving')}
          marks={loop.serving}
          end={loop.event_time}
        />
        {drifts.length > 0 && (
          <DriftLane ground={ground} lane={at('drift')} series={drifts} width={width} />
        )}
        <AlertLane ground={ground} lane={at('alerts')} placed={alerts.placed} />
        {cross !== null && <line className="cross" x1={cross} x2={cross} y1={22} y2={height} />}
        {drag && Math.abs(drag[1] - drag[0]) > 3 && (
          <rect
            className="brush"
            x={Math.min(...drag)}
            width={Math.abs(drag[1] - drag[0])}
            y={22}
            height={height - 22}
          />
        )}
      </svg>
      <Readout
        loop={loop}
        drifts={drifts}
        at={cross === null ? null : x.invert(cross)}
        x={cross}
        width={width}
        hovered={hovered}
      />
    </div>
  );
}

function layLanes(
  loop: Loop,
  narrow: boolean,
  gateRows: number,
  dataRows: number,
  drifts: number,
  alertRows: number,
): Lane[] {
  const pad = narrow ? 12 : 0;
  const wanted: [string, string, number][] = [
    ['data', 'data', 22 * dataRows + 4],
    ['training', 'training', 24],
    ['gates', 'gates', Math.max(26, gateRows * 17 + 8)],
    ['serving', 'serving', 26],
    ['performance', metricName(loop.performance.metric), 132],
    ...(drifts > 0 ? ([['drift', 'drift', drifts * 30 + 8]] as [string, string, number][]) : []),
    ['alerts', 'alerts', alertRows * 17 + 10],
  ];
  let top = 24;
  return wanted.map(([id, title, height]) => {
    const lane = { id, title, top, height: height + pad };
    top += lane.height;
    return lane;
  });
}

function Axis(props: {
  x: Scale;
  from: number;
  to: number;
  left: number;
  right: number;
  height: number;
}) {
  const ticks = timeTicks(
    props.from,
    props.to,
    Math.max(3, Math.floor((props.right - props.left) / 70)),
  );
  return (
    <g>
      {ticks.map((t) => (
        <g key={t.at}>
          <line className="grid" x1={props.x(t.at)} x2={props.x(t.at)} y1={18} y2={props.height} />
          <text x={props.x(t.at) + 4} y={14} className={t.major ? 'strong' : ''}>
            <title>{exact(t.at)}</title>
            {t.label}
          </text>
        </g>
      ))}
    </g>
  );
}
