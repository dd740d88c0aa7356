import { expect, it } from 'vitest';
import { typedChoices, viewPath } from './choices.ts';

it('leads from a pasted id to its page', () => {
  const went: string[] = [];
  const go = (path: string) => went.push(path);
  for (const typed of [
    'tr-0123456789abcdef',
    `m-${'a'.repeat(32)}`,
    'b'.repeat(32),
    'model_version:flights/9',
  ])
    typedChoices(typed, go)[0]?.run();
  expect(went).toEqual([
    '/traces/tr-0123456789abcdef',
    `/logged-models/m-${'a'.repeat(32)}`,
    `/runs/${'b'.repeat(32)}`,
    '/models/flights/versions/9',
  ]);
  expect(typedChoices('just words', go)).toEqual([]);
});

it('knows the address of a saved view', () => {
  expect(viewPath({ page: 'runs', state: '?filter=x' })).toBe('/runs?filter=x');
  expect(viewPath({ page: '/runs', state: '' })).toBe('/runs');
});
