import { expect, it } from 'vitest';
import { inlineParts } from '../components/Markdown.tsx';

it('takes a line apart into what is marked up and the text between', () => {
  expect(inlineParts('a `b` **c** *d* [e](https://f/?g=h) <https://i> https://j/k.')).toEqual([
    'a ',
    '`b`',
    ' ',
    '**c**',
    ' ',
    '*d*',
    ' ',
    '[e](https://f/?g=h)',
    ' ',
    '<https://i>',
    ' ',
    'https://j/k',
    '.',
  ]);
});

it('reads a line of brackets once', () => {
  for (const odd of ['[', '[a](', '[[a]', '**a', '`', '<https://', 'https://.']) {
    const text = odd.repeat(Math.floor(10_000 / odd.length));
    expect(inlineParts(text).join('')).toBe(text);
  }
  expect(inlineParts(`[${'a'.repeat(501)}](https://b)`)[0]).toContain('a');
});

it('leaves a line that nobody wrote as it is', () => {
  const text = '[a](https://b) '.repeat(100_000);
  expect(inlineParts(text)).toEqual([text]);
});
