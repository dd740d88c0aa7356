import { expect, it } from 'vitest';
import { chartsOf, partOf, sectionsOf } from './groups.ts';
import { smooth } from './smooth.ts';

it('draws the same measure of several parts in one chart', () => {
  expect(chartsOf(['train_logloss', 'validation_logloss', 'validation_auc', 'system/cpu'])).toEqual(
    [
      { title: 'auc', keys: ['validation_auc'] },
      { title: 'logloss', keys: ['validation_logloss', 'train_logloss'] },
      { title: 'system/cpu', keys: ['system/cpu'] },
    ],
  );
  expect(partOf('fold/3/auc')).toEqual({ part: '', what: 'fold/3/auc' });
  expect(partOf('best_trial')).toEqual({ part: '', what: 'best_trial' });
});

it('smooths without the bias of the start, and leaves gaps', () => {
  expect(smooth([1, null, 1], 0.9)).toEqual([1, null, 1]);
  const bent = smooth([0, 1], 0.5);
  expect(bent[1]).toBeCloseTo(2 / 3, 12);
  expect(smooth([3, 5], 0)).toEqual([3, 5]);
});

it('puts charts in sections by prefix, pinned ones first, and filters by words', () => {
  const keys = ['layer10/w', 'layer2/w', 'loss', 'train/loss'];
  expect(sectionsOf(keys, new Set(['layer2/w']), '').map((s) => [s.name, s.charts.length])).toEqual(
    [
      ['pinned', 1],
      ['', 1],
      ['layer2', 1],
      ['layer10', 1],
    ],
  );
  expect(sectionsOf(keys, new Set(), 'W 10')).toEqual([
    { name: 'layer10', charts: [{ title: 'layer10/w', keys: ['layer10/w'] }] },
  ]);
});
