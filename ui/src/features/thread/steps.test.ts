import { describe, expect, it } from 'vitest';
import type { Why, WhyFeature } from '../../api/types.ts';
import { stepsOf } from './steps.ts';

const feature = (
  name: string,
  contribution: number,
  by_class?: Record<string, number>,
): WhyFeature => ({
  name,
  type: 'double',
  mark: 'usual',
  note: '',
  contribution,
  ...(by_class ? { by_class } : {}),
});

const why = (features: WhyFeature[], more: Partial<NonNullable<Why['explanation']>> = {}) =>
  ({
    features,
    explanation: {
      method: 'tree_shap',
      exact: true,
      scale: 'log-odds',
      note: '',
      bias: -1,
      bias_value: 0.27,
      margin: 0.5,
      value: 0.62,
      agrees: true,
      ...more,
    },
  }) as unknown as Why;

describe('stepsOf', () => {
  it('goes from the bias to the margin, the largest step first', () => {
    const s = stepsOf(why([feature('a', 0.4), feature('b', -0.9), feature('c', 2)]), null, 10)!;
    expect(s.steps.map((x) => x.feature.name)).toEqual(['c', 'b', 'a']);
    expect(s.steps[0]).toMatchObject({ from: -1, to: 1 });
    expect(s.steps[2]!.to).toBeCloseTo(0.5);
    expect([s.low, s.high]).toEqual([-1, 1]);
    expect(s.rest).toBeNull();
  });

  it('adds up what is not listed', () => {
    const s = stepsOf(why([feature('a', 1), feature('b', 0.3), feature('c', 0.2)]), null, 1)!;
    expect(s.steps).toHaveLength(1);
    expect(s.rest!.feature.name).toBe('2 others');
    expect(s.rest!.contribution).toBeCloseTo(0.5);
    expect(s.rest!.to).toBeCloseTo(0.5);
  });

  it('speaks for the class that is asked about', () => {
    const classes = [{ label: 'bird', bias: 0.1, margin: 0.9, value: 0.6 }];
    const s = stepsOf(why([feature('a', 9, { bird: 0.8 })], { classes }), 'bird', 10)!;
    expect(s.bias).toBe(0.1);
    expect(s.steps[0]!.to).toBeCloseTo(0.9);
    expect(stepsOf(why([], { classes }), 'fish', 10)).toBeNull();
  });

  it('has nothing to show without an explanation', () => {
    expect(stepsOf({ features: [] } as unknown as Why, null, 10)).toBeNull();
  });
});
