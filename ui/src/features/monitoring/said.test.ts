import { describe, expect, it } from 'vitest';
import { cameTrue, said } from './said.ts';

describe('what an answer says', () => {
  it('is its label, or the number', () => {
    expect(said({ prediction: 2, answer: 'owl' })).toBe('owl');
    expect(said({ prediction: 31.7 })).toBe('31.7');
  });
});

describe('whether it came true', () => {
  it('waits for the label', () => {
    expect(cameTrue({ prediction: 1 }, false)).toEqual({ kind: 'pending' });
  });
  it('compares labels, however the number is written', () => {
    expect(cameTrue({ prediction: 1, label: '1.0' }, false).kind).toBe('right');
    expect(cameTrue({ prediction: 0, answer: '0', label: '1' }, false).kind).toBe('wrong');
    expect(cameTrue({ prediction: 2, answer: 'owl', label: 'owl' }, false).kind).toBe('right');
  });
  it('does not take the place of a class for its label', () => {
    // The third class is called 7; the label 2 is another class than the one in place 2.
    expect(cameTrue({ prediction: 2, answer: '7', label: '2' }, false).kind).toBe('wrong');
    expect(cameTrue({ prediction: 2, answer: '7', label: '7.0' }, false).kind).toBe('right');
  });
  it('says how far a number was off', () => {
    expect(cameTrue({ prediction: 31.5, label: '18' }, true)).toEqual({
      kind: 'off',
      label: '18',
      by: 13.5,
    });
    expect(cameTrue({ prediction: 31.5, label: 'x' }, true).kind).toBe('wrong');
  });
});
