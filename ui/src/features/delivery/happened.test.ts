import { expect, it } from 'vitest';
import { look } from './Happened.tsx';

it('shows what a verdict and a trigger said', () => {
  const icon = (type: string, summary: string) => look({ type, summary }).icon;
  expect(icon('VerdictRecorded', 'PASS: v9 took over from v6')).toBe('check');
  expect(icon('VerdictRecorded', 'v10 is not proved better than v9')).toBe('question');
  expect(icon('VerdictRecorded', 'version 19 was not decided at gate champion')).toBe('question');
  expect(icon('DatasetVersionRevoked', 'flights@2013-10 revoked by ana')).toBe('cross');
  expect(icon('VerdictRecorded', 'v11 fails gate champion')).toBe('cross');
  expect(icon('TriggerDecided', 'held: waiting for data newer than 2013-04')).toBe('pause');
  expect(icon('TriggerDecided', 'training starts: new data 2013-05')).toBe('right');
  expect(icon('DatasetVersionRefused', 'refused')).toBe('cross');
  expect(icon('AlertRaised', 'temperature has drifted')).toBe('alert');
});
