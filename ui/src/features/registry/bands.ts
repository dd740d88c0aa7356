import type { Stage, StageMove } from '../../api/types.ts';
import { ms } from '../../lib/time.ts';

export interface Band {
  version: number;
  stage: Stage;
  from: number;
  to: number | null;
  move: StageMove;
}

const STAGES: readonly string[] = ['Development', 'Staging', 'Production', 'Archived'];

/** A move of an alias alone goes to a version, not to a stage. */
function isStage(to: string | undefined): to is Stage {
  return to !== undefined && STAGES.includes(to);
}

/** When a move happened on the shared axis: event time where there is one. */
export function moveTime(move: StageMove): number {
  return ms(move.event_time ?? move.at);
}

/** Turns the moves (in any order) into stretches: which stage a version was in, from when to when. */
export function bandsOf(moves: readonly StageMove[]): Band[] {
  const order = moves
    .map((move, i) => ({ move, i }))
    .sort(
      (a, b) => moveTime(a.move) - moveTime(b.move) || ms(a.move.at) - ms(b.move.at) || b.i - a.i,
    );
  const open = new Map<number, Band>();
  const bands: Band[] = [];
  for (const { move } of order) {
    if (!isStage(move.to)) continue;
    const at = moveTime(move);
    const before = open.get(move.version);
    if (before) before.to = at;
    const band: Band = { version: move.version, stage: move.to, from: at, to: null, move };
    open.set(move.version, band);
    bands.push(band);
  }
  return bands.filter((b) => b.to === null || b.to > b.from);
}

/** What stood in a stage at an instant. */
export function inStageAt(bands: readonly Band[], stage: Stage, at: number): number[] {
  return bands
    .filter((b) => b.stage === stage && b.from <= at && (b.to === null || at < b.to))
    .map((b) => b.version);
}
