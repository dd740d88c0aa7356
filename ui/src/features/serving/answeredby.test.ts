import { expect, test } from 'vitest';
import type { Traffic } from '../../api/types.ts';
import { modelOf } from './answeredby.ts';

const variants = (model: string, version: number, shadow = false): Pick<Traffic, 'variants'> => ({
  variants: [{ name: 'next', model, version, shadow, follows: 'alias:next', share: 10 }],
});

test('the model that answered is told where the version tells it', () => {
  const d = { model: 'flights', version: 3 };
  expect(modelOf('3', d, undefined)).toBeNull();
  expect(modelOf('3', d, { variants: [] })).toBe('flights');
  expect(modelOf('2', d, { variants: [] })).toBe('flights');
  expect(modelOf('4', d, variants('other', 4))).toBe('other');
  expect(modelOf('3', d, variants('other', 3))).toBeNull();
  expect(modelOf('5', d, variants('other', 4))).toBeNull();
  expect(modelOf('3', d, variants('other', 3, true))).toBe('flights');
});
