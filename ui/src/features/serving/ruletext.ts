/** Rules of traffic in words, as they are typed: `header:x-staff present -> own`. Pure. */
import type { TrafficRule } from '../../api/types.ts';

const SIGNS = {
  '=': 'equals',
  '!=': 'not',
  in: 'in',
  prefix: 'prefix',
  '<': 'less',
  '>': 'greater',
  present: 'present',
} as const;

const RULE =
  /^\s*(header|field):(\S.*?)\s+(=|!=|in|prefix|<|>|present)(?:\s+(.*?))?\s*->\s*(\S+)\s*$/;

/** The rule that was typed; throws what is wrong with it. */
export function parseRule(text: string, variants: readonly string[]): TrafficRule {
  const found = RULE.exec(text);
  if (!found)
    throw new Error(`${text || 'nothing'} (expected: such as header:x-client = mobile -> own)`);
  const [, where, name, sign, values = '', variant = ''] = found;
  const operator = SIGNS[sign as keyof typeof SIGNS];
  if ((operator === 'present') !== (values === ''))
    throw new Error(
      operator === 'present'
        ? `${values} (expected: nothing after present)`
        : `${sign} (expected: a value after it)`,
    );
  if (variant !== 'own' && !variants.includes(variant))
    throw new Error(`${variant}: no such variant (expected: ${['own', ...variants].join(', ')})`);
  return {
    ...(where === 'header' ? { header: name } : { field: name }),
    operator,
    values:
      operator === 'present'
        ? []
        : operator === 'in'
          ? values.split(',').map((v) => v.trim())
          : [values],
    variant,
  };
}

/** A rule in words: who it means, and who answers them. */
export function ruleWords(rule: TrafficRule): string {
  const what = rule.header ? `header ${rule.header}` : `field ${rule.field ?? '?'}`;
  const values = rule.values ?? [];
  const words = {
    equals: `= ${values[0]}`,
    not: `≠ ${values[0]}`,
    in: `one of ${values.join(', ')}`,
    prefix: `begins with ${values[0]}`,
    less: `< ${values[0]}`,
    greater: `> ${values[0]}`,
    present: 'present',
  }[rule.operator];
  return `${what} ${words} → ${rule.variant === 'own' ? 'own version' : rule.variant}`;
}

/** What changes among the rules, in sentences. */
export function ruleChanges(now: readonly TrafficRule[], wanted: readonly TrafficRule[]): string[] {
  const before = now.map(ruleWords);
  const after = wanted.map(ruleWords);
  return [
    ...after.filter((r) => !before.includes(r)).map((r) => `A rule more: ${r}.`),
    ...before.filter((r) => !after.includes(r)).map((r) => `A rule less: ${r}.`),
  ];
}
