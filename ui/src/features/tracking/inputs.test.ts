import { expect, it } from 'vitest';
import { columnsOf, numbersOf, placeOf } from './inputs.ts';

it('reads schemas of tables and of tensors', () => {
  expect(
    columnsOf('{"mlflow_colspec": [{"type": "double", "name": "a", "required": false}]}'),
  ).toEqual([{ name: 'a', type: 'double', note: 'optional' }]);
  expect(
    columnsOf(
      JSON.stringify({
        mlflow_tensorspec: {
          features: '[{"type":"tensor","tensor-spec":{"dtype":"float64","shape":[-1,4]}}]',
          targets: null,
        },
      }),
    ),
  ).toEqual([{ name: 'features', type: 'float64 [-1, 4]', note: 'features' }]);
  expect(columnsOf('free text')).toBeNull();
  expect(columnsOf(undefined)).toBeNull();
});

it('reads the plain facts of a profile and the place of a source', () => {
  expect(numbersOf('{"num_rows": 150, "deep": {}}')).toEqual([['num_rows', 150]]);
  expect(numbersOf('no')).toEqual([]);
  expect(placeOf('{"url": "https://example.org/x"}')).toBe('https://example.org/x');
  expect(placeOf('{"tags": {"mlflow.source.name": "log.py"}}')).toBe('log.py');
  expect(placeOf('s3://b/x')).toBe('s3://b/x');
});
