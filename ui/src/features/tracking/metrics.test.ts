import { expect, it } from 'vitest';
import { telling } from './metrics.ts';

it('puts what was held out before what was trained on, and the machine last', () => {
  expect(
    telling([
      'system/cpu',
      'train/auc',
      'train/logloss',
      'validation/logloss',
      'validation/auc',
      'train/auc',
    ]),
  ).toEqual(['validation/auc', 'validation/logloss', 'train/auc', 'train/logloss', 'system/cpu']);
});
