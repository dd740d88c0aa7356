import { expect, it } from 'vitest';
import { isP, strength } from './drift.ts';

it('tells p-values from statistics by which side is over', () => {
  expect(isP([{ value: 1e-9, over: true }], 0.01)).toBe(true);
  expect(isP([{ value: 0.5, over: false }], 0.01)).toBe(true);
  expect(isP([{ value: 0.5, over: true }], 0.2)).toBe(false);
  expect(isP([{ value: 0.1, over: false }], 0.2)).toBe(false);
  expect(isP([{ over: false }], 0.2)).toBe(false);
});

it('grows with the evidence', () => {
  expect(strength(0.001, true)).toBeCloseTo(3, 12);
  expect(strength(0, true)).toBe(300);
  expect(strength(0.4, false)).toBe(0.4);
});
