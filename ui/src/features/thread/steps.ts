/** The way from what is answered without knowing anything to the answer, feature by feature. Pure. */
import type { Why, WhyFeature } from '../../api/types.ts';

export interface Step {
  feature: WhyFeature;
  contribution: number;
  from: number;
  to: number;
}

export interface Steps {
  bias: number;
  margin: number;
  steps: Step[];
  /** What the features that are not listed one by one add together. */
  rest: Step | null;
  low: number;
  high: number;
}

/** What a feature added: to the class in question, where there are many. */
export function added(feature: WhyFeature, label: string | null): number | undefined {
  return label === null ? feature.contribution : feature.by_class?.[label];
}

/** The first `most` features by what they added, the others together. */
export function stepsOf(why: Why, label: string | null, most: number): Steps | null {
  const explanation = why.explanation;
  if (!explanation) return null;
  const part = label === null ? null : explanation.classes?.find((c) => c.label === label);
  if (label !== null && !part) return null;
  const bias = part ? part.bias : explanation.bias;
  const sorted = why.features
    .flatMap((feature) => {
      const contribution = added(feature, label);
      return contribution === undefined ? [] : [{ feature, contribution }];
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  let at = bias;
  const steps: Step[] = [];
  for (const { feature, contribution } of sorted.slice(0, most)) {
    steps.push({ feature, contribution, from: at, to: at + contribution });
    at += contribution;
  }
  const left = sorted.slice(most);
  const sum = left.reduce((all, s) => all + s.contribution, 0);
  const rest: Step | null =
    left.length === 0
      ? null
      : {
          feature: { name: `${left.length} others`, type: 'double', mark: 'usual', note: '' },
          contribution: sum,
          from: at,
          to: at + sum,
        };
  const margin = part ? part.margin : explanation.margin;
  const places = [bias, margin, ...steps.flatMap((s) => [s.from, s.to]), rest?.to ?? margin];
  return { bias, margin, steps, rest, low: Math.min(...places), high: Math.max(...places) };
}
