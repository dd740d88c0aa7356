import { describe, expect, it } from 'vitest';
import type { Traffic, Variant } from '../../api/types.ts';
import { agreement, changes, most, moved, ownShare, refusedBecause, wantedOf } from './split.ts';

const variant = (name: string, share: number, shadow = false): Variant => ({
  name,
  model: 'flights',
  follows: 'version:3',
  share,
  shadow,
  version: 3,
});
const now: Traffic = {
  deployment: 'flights',
  model: 'flights',
  version: 2,
  share: 70,
  variants: [variant('a', 20), variant('b', 10), variant('ear', 100, true)],
  rules: [],
};
const wanted = now.variants.map(wantedOf);

describe('the shares', () => {
  it('leave the rest to the own version; shadows take nothing', () => {
    expect(ownShare(wanted)).toBe(70);
    expect(ownShare([])).toBe(100);
    expect(ownShare([{ share: 33.33, shadow: false }])).toBe(66.67);
  });

  it('take no more than the others leave', () => {
    expect(moved(wanted, 'a', 95).map((v) => v.share)).toEqual([90, 10, 100]);
    expect(moved(wanted, 'a', -5)[0]?.share).toBe(0);
    expect(moved(wanted, 'ear', 30)[2]?.share).toBe(30);
    expect(most(wanted, 'b')).toBe(80);
    expect(most(wanted, 'ear')).toBe(100);
  });
});

describe('what will change', () => {
  it('is nothing when nothing does', () => {
    expect(changes(now, wanted)).toEqual([]);
  });

  it('names who, how much, and what is left', () => {
    expect(changes(now, moved(wanted, 'a', 50))).toEqual([
      'a (v3) answers 50 % of the requests instead of 20 %.',
      'v2 answers 40 % instead of 70 %.',
    ]);
    expect(changes(now, wanted.slice(1))).toEqual([
      'a (v3) answers no more.',
      'v2 answers 90 % instead of 70 %.',
    ]);
    expect(changes(now, wanted.slice(0, 2))).toEqual([
      'ear (v3) listens no more; its comparison is lost.',
    ]);
    const next = { name: 'n', model: 'other', follow: 'alias:best', share: 5, shadow: false };
    expect(changes(now, [...wanted, next])[0]).toBe(
      'n (other best) begins to answer 5 % of the requests.',
    );
    expect(changes(now, [{ ...wanted[0]!, shadow: true }, ...wanted.slice(1)])[0]).toBe(
      'a (v3) answers no more and listens to 20 % of the requests.',
    );
  });
});

describe('a new variant', () => {
  it('is refused with the reason', () => {
    const next = { name: 'c', model: 'flights', follow: 'alias:x', share: 10, shadow: false };
    expect(refusedBecause(wanted, next)).toBeNull();
    expect(refusedBecause(wanted, { ...next, name: 'a' })).toContain('already');
    expect(refusedBecause(wanted, { ...next, name: '~' })).toContain('letters');
    expect(refusedBecause(wanted, { ...next, follow: '' })).toContain('follows');
    const twenty = Array.from({ length: 20 }, (_, i) => ({ ...next, name: `v${i}` }));
    expect(refusedBecause(twenty, next)).toContain('20');
  });
});

describe('agreement', () => {
  it('is known once rows were compared', () => {
    const compared = { rows: 0, same: 0, largest_difference: 0, failed: 0, skipped: 0 };
    expect(agreement(variant('x', 1, true))).toBeNull();
    expect(agreement({ ...variant('x', 1, true), compared })).toBeNull();
    expect(
      agreement({ ...variant('x', 1, true), compared: { ...compared, rows: 4, same: 3 } }),
    ).toBe(0.75);
  });
});
