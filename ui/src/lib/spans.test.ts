import { describe, expect, it } from 'vitest';
import { type FlatSpan, messagesOf, rowsOf } from './spans.ts';

const span = (id: string, parent: string | null, from = 0): FlatSpan => ({
  id,
  parent,
  name: id,
  type: 'TOOL',
  status: 'OK',
  from,
  to: from + 1,
});

describe('the rows of a waterfall', () => {
  const spans = [span('b', 'a', 2), span('a', null), span('c', 'a', 1), span('d', 'c', 1)];
  it('have parents before children, children by time', () => {
    expect(rowsOf(spans, new Set()).map((r) => [r.span.id, r.depth])).toEqual([
      ['a', 0],
      ['c', 1],
      ['d', 2],
      ['b', 1],
    ]);
  });
  it('leave out what is closed and what does not match, but not its parents', () => {
    expect(rowsOf(spans, new Set(['c'])).map((r) => r.span.id)).toEqual(['a', 'c', 'b']);
    expect(rowsOf(spans, new Set(), (s) => s.id === 'd').map((r) => r.span.id)).toEqual([
      'a',
      'c',
      'd',
    ]);
  });
  it('begin at spans whose parent is missing, and cut rings', () => {
    expect(rowsOf([span('x', 'gone')], new Set())).toHaveLength(1);
    expect(rowsOf([span('x', 'y'), span('y', 'x')], new Set())).toHaveLength(2);
  });
  it('reach depth without recursion', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => span(`${i}`, i ? `${i - 1}` : null, i));
    expect(rowsOf(chain, new Set()).at(-1)?.depth).toBe(19_999);
  });
});

describe('conversations', () => {
  it('are found in inputs and in outputs', () => {
    expect(messagesOf({ messages: [{ role: 'user', content: 'hi' }] })).toEqual([
      { role: 'user', content: 'hi', tools: [] },
    ]);
    expect(
      messagesOf({
        choices: [
          {
            message: {
              role: 'assistant',
              content: null,
              tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }],
            },
          },
        ],
      }),
    ).toEqual([{ role: 'assistant', content: '', tools: [{ name: 'f', arguments: '{"a":1}' }] }]);
    expect(messagesOf([[{ type: 'human', content: [{ type: 'text', text: 'x' }] }]])).toEqual([
      { role: 'user', content: 'x', tools: [] },
    ]);
  });
  it('are not seen where there are none', () => {
    expect(messagesOf({ question: 'x' })).toBeNull();
    expect(messagesOf([1, 2])).toBeNull();
    expect(messagesOf('text')).toBeNull();
  });
});
