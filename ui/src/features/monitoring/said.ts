/** What an answer says and whether it came true, for two classes, many, and numbers. Pure. */
import type { Prediction } from '../../api/types.ts';
import { anyValue, number } from '../../lib/format.ts';

type Answer = Pick<Prediction, 'prediction' | 'answer' | 'label'>;

/** The class's label where the server knows it, else the number. */
export function said(p: Answer): string {
  return p.answer ?? anyValue(p.prediction);
}

export type Truth =
  | { kind: 'pending' }
  | { kind: 'right' | 'wrong'; label: string }
  | { kind: 'off'; label: string; by: number };

/** A number is off by some amount; a class is right or wrong. */
export function cameTrue(p: Answer, regression: boolean): Truth {
  if (p.label === undefined || p.label === null) return { kind: 'pending' };
  const label = String(p.label);
  if (regression) {
    const by = p.prediction - Number(label);
    return Number.isFinite(by)
      ? { kind: 'off', label: number(Number(label)), by }
      : { kind: 'wrong', label };
  }
  const same =
    label === (p.answer ?? String(p.prediction)) ||
    (label.trim() !== '' &&
      Number(label) === (p.answer === undefined ? p.prediction : Number(p.answer)));
  return { kind: same ? 'right' : 'wrong', label };
}
