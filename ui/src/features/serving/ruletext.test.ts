import { describe, expect, it } from 'vitest';
import { parseRule, ruleChanges, ruleWords } from './ruletext.ts';

describe('a rule', () => {
  it('is said in words', () => {
    expect(ruleWords({ header: 'x-staff', operator: 'present', variant: 'own' })).toBe(
      'header x-staff present → own version',
    );
    expect(
      ruleWords({ field: 'age', operator: 'in', values: ['1', '2'], variant: 'challenger' }),
    ).toBe('field age one of 1, 2 → challenger');
  });

  it('is read as it is typed', () => {
    expect(parseRule('header:x-client in ios, android -> b', ['b'])).toEqual({
      header: 'x-client',
      operator: 'in',
      values: ['ios', 'android'],
      variant: 'b',
    });
    expect(parseRule(' field:distance > 2000 -> own ', [])).toEqual({
      field: 'distance',
      operator: 'greater',
      values: ['2000'],
      variant: 'own',
    });
    expect(parseRule('field:flight no = 7 -> own', []).field).toBe('flight no');
    expect(parseRule('header:x-staff present -> own', []).values).toEqual([]);
    expect(parseRule('field:carrier != American Airlines -> own', []).values).toEqual([
      'American Airlines',
    ]);
  });

  it('is refused with what is wrong', () => {
    expect(() => parseRule('x-staff', [])).toThrow('x-staff (expected: such as header:');
    expect(() => parseRule('header:a = 1 -> c', ['b'])).toThrow(
      'c: no such variant (expected: own, b)',
    );
    expect(() => parseRule('header:a present 1 -> own', [])).toThrow('nothing after present');
    expect(() => parseRule('header:a = -> own', [])).toThrow('a value after it');
  });

  it('comes and goes in sentences', () => {
    const a = parseRule('header:a = 1 -> own', []);
    const b = parseRule('header:b = 1 -> own', []);
    expect(ruleChanges([a], [b])).toEqual([
      'A rule more: header b = 1 → own version.',
      'A rule less: header a = 1 → own version.',
    ]);
    expect(ruleChanges([a], [a])).toEqual([]);
  });
});
