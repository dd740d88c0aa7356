import { describe, expect, it } from 'vitest';
import type { StageMove } from '../../api/types.ts';
import { bandsOf, inStageAt } from './bands.ts';

const move = (version: number, from: string | undefined, to: string, day: number): StageMove => ({
  version,
  from,
  to,
  at: '2026-01-01T00:00:00Z',
  event_time: new Date(Date.UTC(2013, 0, day)).toISOString(),
  by: 'loop',
  why: 'test',
});
const day = (d: number) => Date.UTC(2013, 0, d);

describe('stage bands', () => {
  const newestFirst = [
    move(1, 'Production', 'Archived', 20),
    move(2, 'Staging', 'Production', 20),
    move(2, undefined, 'Staging', 15),
    move(1, undefined, 'Production', 1),
  ];
  it('answers what stood in a stage at an instant', () => {
    const bands = bandsOf(newestFirst);
    expect(inStageAt(bands, 'Production', day(10))).toEqual([1]);
    expect(inStageAt(bands, 'Staging', day(16))).toEqual([2]);
    expect(inStageAt(bands, 'Production', day(20))).toEqual([2]);
    expect(inStageAt(bands, 'Production', day(1) - 1)).toEqual([]);
  });
  it('leaves out stages that lasted no time', () => {
    const bands = bandsOf([move(3, 'Staging', 'Production', 5), move(3, undefined, 'Staging', 5)]);
    expect(bands.map((b) => b.stage)).toEqual(['Production']);
  });
  it('ignores moves of aliases alone', () => {
    expect(
      bandsOf([{ ...move(1, undefined, 'Staging', 1), to: undefined, alias: 'champion' }]),
    ).toEqual([]);
    expect(bandsOf([{ ...move(1, undefined, '1', 1), alias: 'champion' }])).toEqual([]);
  });
});
