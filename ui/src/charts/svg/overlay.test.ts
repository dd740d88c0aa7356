import { expect, it } from 'vitest';
import { heights } from './Overlay.tsx';

it('draws a bin of twice the width at half the height', () => {
  expect(heights([0.2, 0.4, 0.4], [0, 1, 2, 4])).toEqual([0.2, 0.4, 0.2]);
});

it('leaves categories and even bins as they are', () => {
  expect(heights([0.5, 0.5])).toEqual([0.5, 0.5]);
  expect(heights([0.5, 0.5], [0, 2, 4])).toEqual([0.5, 0.5]);
});
