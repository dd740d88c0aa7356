import { describe, expect, it } from 'vitest';
import { toValue } from './TryIt.tsx';

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
