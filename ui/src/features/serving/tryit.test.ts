import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../api/types.ts';
import { isOf } from './batchof.ts';
import { matches, stateOf, stateWhy } from './list.ts';
import { pasted, toValue, wrong } from './tryit.ts';

describe('what somebody typed', () => {
  it('takes the type of its column', () => {
    expect(toValue({ type: 'double' }, '66.2')).toBe(66.2);
    expect(toValue({ type: 'long' }, '17')).toBe(17);
    expect(toValue({ type: 'boolean' }, 'true')).toBe(true);
    expect(toValue({ type: 'string' }, '12')).toBe('12');
  });
  it('is missing when empty, and left for the server to refuse when wrong', () => {
    expect(toValue({ type: 'double' }, ' ')).toBeNull();
    expect(toValue({ type: 'double' }, 'warm')).toBe('warm');
  });
});

describe('what does not fit', () => {
  it('is said beside its field', () => {
    expect(wrong({ type: 'double', name: 'x' }, 'warm')).toBe('warm (expected: a number)');
    expect(wrong({ type: 'long', name: 'x' }, '1.5')).toBe('1.5 (expected: a whole number)');
    expect(wrong({ type: 'boolean', name: 'x' }, 'maybe')).toContain('true or false');
    expect(wrong({ type: 'long', name: 'x' }, '')).toBeNull();
    expect(wrong({ type: 'string', name: 'x' }, '1')).toBeNull();
  });
});

describe('what was pasted', () => {
  const columns = [
    { name: 'x', type: 'double' as const },
    { name: 'y', type: 'string' as const },
  ];
  it('is a row, rows, or the body of a request', () => {
    expect(pasted(columns, '{"x": 1, "y": "a"}')).toEqual([{ x: 1, y: 'a' }]);
    expect(pasted(columns, '[1, "a"]')).toEqual([{ x: 1, y: 'a' }]);
    expect(pasted(columns, '{"features": [[1, "a"], [2, null]]}')).toHaveLength(2);
    expect(pasted(columns, '{"instances": [{"x": 1}]}')).toEqual([{ x: 1 }]);
  });
  it('is refused with what is wrong', () => {
    expect(() => pasted(columns, '{')).toThrow('No JSON');
    expect(() => pasted(columns, '{"z": 1}')).toThrow('z: no such column (expected: x, y)');
  });
});

describe('a filter over deployments', () => {
  const d = {
    name: 'churn-eu',
    model: 'churn',
    follows: 'alias:champion',
    state: 'serving',
    version: 3,
    versions: [
      { model: 'churn', version: 3, share: 0.9, requests: 1 },
      { model: 'churn', version: 4, share: 0.1, requests: 1 },
    ],
  } as Deployment;
  it('finds by any words of what is shown', () => {
    expect(matches(d, '')).toBe(true);
    expect(matches(d, 'CHURN v4')).toBe(true);
    expect(matches(d, 'champion serving')).toBe(true);
    expect(matches(d, 'churn v5')).toBe(false);
  });
});

describe('a batch', () => {
  const of = { name: 'coast', model: 'tides' };
  it('belongs to the deployment that was asked, and to its model', () => {
    expect(isOf({ model: 'deployments:/coast', version: 'model_version:x/1' }, of)).toBe(true);
    expect(isOf({ model: 'models:/tides@best', version: 'model_version:tides/1' }, of)).toBe(true);
    expect(isOf({ model: 'models:/tides2/1', version: 'model_version:tides2/1' }, of)).toBe(false);
  });
});

describe('a state', () => {
  it('says where the model is before how it answers', () => {
    expect(stateOf({ state: 'serving', readiness: 'asleep' })).toBe('asleep');
    expect(stateOf({ state: 'problem', readiness: 'ready' })).toBe('problem');
    expect(stateWhy({ readiness: 'asleep' })).toContain('loads it again');
    expect(stateWhy({ readiness: 'asleep', problem: 'torn' })).toBe('torn');
    expect(stateWhy({ readiness: 'ready' })).toBeUndefined();
  });
});
