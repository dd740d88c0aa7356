import { expect, it } from 'vitest';
import { traceFilter, typeWord } from './look.ts';
import { documentsOf } from './SpanDetail.tsx';

it('takes words or the grammar, and a state beside either', () => {
  expect(traceFilter('', '')).toBeUndefined();
  expect(traceFilter(' what is ', '')).toBe("trace.text ILIKE '%what is%'");
  expect(traceFilter("it's", 'ERROR')).toBe(`trace.text ILIKE "%it's%" AND status = 'ERROR'`);
  expect(traceFilter("span.name = 'x'", 'OK')).toBe("span.name = 'x' AND status = 'OK'");
});

it('calls types by words', () => {
  expect(typeWord('CHAT_MODEL')).toBe('chat model');
  expect(typeWord('UNKNOWN')).toBe('span');
});

it('sees what a retriever found', () => {
  expect(documentsOf([{ page_content: 'a', metadata: { doc_uri: 'u' } }])).toEqual([
    { text: 'a', from: 'u' },
  ]);
  expect(documentsOf([{ a: 1 }])).toBeNull();
  expect(documentsOf([])).toBeNull();
});
