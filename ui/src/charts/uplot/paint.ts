/** Draws lines with their bands on uPlot's canvas, and makes an image of it. */
import type uPlot from 'uplot';
import { resolve } from '../../lib/colour.ts';
import type { Line } from './lines.ts';

interface Drawn {
  lines: readonly Line[];
  lit?: string | null;
  logX?: boolean;
  logY?: boolean;
}

type Place = (v: number) => number;

function trace(
  ctx: CanvasRenderingContext2D,
  line: Line,
  ys: readonly (number | null)[],
  x: Place,
  y: Place,
  shows: (at: number, v: number) => boolean,
) {
  let pen = false;
  ctx.beginPath();
  line.xs.forEach((at, i) => {
    const v = ys[i];
    if (v === null || v === undefined || !shows(at, v)) {
      pen = false;
      return;
    }
    if (pen) ctx.lineTo(x(at), y(v));
    else ctx.moveTo(x(at), y(v));
    pen = true;
  });
  ctx.stroke();
}

function band(
  ctx: CanvasRenderingContext2D,
  line: Line,
  x: Place,
  y: Place,
  shows: (at: number, v: number) => boolean,
) {
  const { lo, hi } = line;
  if (!lo || !hi) return;
  let run: number[] = [];
  const fill = () => {
    if (run.length > 1) {
      ctx.beginPath();
      run.forEach((i, n) => {
        if (n === 0) ctx.moveTo(x(line.xs[i]!), y(hi[i]!));
        else ctx.lineTo(x(line.xs[i]!), y(hi[i]!));
      });
      for (const i of [...run].reverse()) ctx.lineTo(x(line.xs[i]!), y(lo[i]!));
      ctx.closePath();
      ctx.fill();
    }
    run = [];
  };
  line.xs.forEach((at, i) => {
    const a = lo[i];
    const b = hi[i];
    if (a !== null && a !== undefined && b !== null && b !== undefined && shows(at, a)) run.push(i);
    else fill();
  });
  fill();
}

/** Few points are marked one by one, so that a run with a single one is seen too. */
const MARKED = 3;

export function drawLines(u: uPlot, drawn: Drawn): void {
  const { ctx, bbox } = u;
  const x: Place = (v) => u.valToPos(v, 'x', true);
  const y: Place = (v) => u.valToPos(v, 'y', true);
  const ratio = window.devicePixelRatio || 1;
  const shows = (at: number, v: number) =>
    Number.isFinite(v) && (!drawn.logX || at > 0) && (!drawn.logY || v > 0);
  const many = drawn.lines.length > 40;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineJoin = 'round';
  const order = drawn.lit
    ? [...drawn.lines].sort((a, b) => Number(a.id === drawn.lit) - Number(b.id === drawn.lit))
    : drawn.lines;
  for (const line of order) {
    const colour = resolve(line.colour);
    const faded = drawn.lit && line.id !== drawn.lit;
    const strength = faded ? 0.15 : many && !drawn.lit ? 0.7 : 1;
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.globalAlpha = 0.16 * strength;
    band(ctx, line, x, y, shows);
    ctx.lineWidth = ratio;
    if (line.raw) {
      ctx.globalAlpha = 0.28 * strength;
      trace(ctx, line, line.raw, x, y, shows);
    }
    ctx.globalAlpha = strength;
    ctx.lineWidth = (line.id === drawn.lit ? 2.4 : many ? 1.1 : 1.6) * ratio;
    ctx.setLineDash((line.dash ?? []).map((d) => d * ratio));
    trace(ctx, line, line.ys, x, y, shows);
    if (line.xs.length < MARKED) {
      line.xs.forEach((at, i) => {
        const v = line.ys[i];
        if (v === null || v === undefined || !shows(at, v)) return;
        ctx.beginPath();
        ctx.arc(x(at), y(v), 3 * ratio, 0, 7);
        ctx.fill();
      });
    }
  }
  ctx.restore();
}

const LEGEND = 20;

/** The chart with its title and the names of its lines, on the page's ground. */
export function pngOf(u: uPlot, title: string, lines: readonly Line[]): Promise<Blob | null> {
  const from = u.ctx.canvas;
  const ratio = window.devicePixelRatio || 1;
  const named = lines.slice(0, LEGEND);
  const row = 18 * ratio;
  const pad = 12 * ratio;
  const canvas = document.createElement('canvas');
  canvas.width = from.width + 2 * pad;
  canvas.height = from.height + (named.length + 3) * row + 2 * pad;
  const ctx = canvas.getContext('2d')!;
  ctx.fillStyle = resolve('--surface');
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = resolve('--text');
  ctx.font = `600 ${14 * ratio}px "Inter Variable", sans-serif`;
  ctx.fillText(title, pad, pad + row * 0.8);
  ctx.drawImage(from, pad, pad + row * 1.5);
  ctx.font = `${12 * ratio}px "Inter Variable", sans-serif`;
  let at = pad + row * 1.5 + from.height + row;
  for (const line of named) {
    ctx.fillStyle = resolve(line.colour);
    ctx.fillRect(pad, at - 9 * ratio, 10 * ratio, 10 * ratio);
    ctx.fillStyle = resolve('--text');
    ctx.fillText(line.label, pad + 16 * ratio, at);
    at += row;
  }
  if (lines.length > named.length) {
    ctx.fillStyle = resolve('--muted');
    ctx.fillText(`and ${lines.length - named.length} more`, pad + 16 * ratio, at);
  }
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}
