import { describe, expect, it } from 'vitest';
import { EventReader } from './sse.ts';

describe('server-sent events', () => {
  it('come whole however the text was cut', () => {
    const text = ': hello\n\nid: 7\nevent: AlertRaised\ndata: {"a":\ndata: 1}\n\ndata: plain\n\n';
    for (const size of [1, 3, 1000]) {
      const reader = new EventReader();
      const events = [];
      for (let i = 0; i < text.length; i += size)
        events.push(...reader.push(text.slice(i, i + size)));
      expect(events).toEqual([
        { id: '7', name: 'AlertRaised', data: '{"a":\n1}' },
        { id: '7', name: 'message', data: 'plain' },
      ]);
    }
  });
  it('keep waiting for the empty line', () => {
    const reader = new EventReader();
    expect(reader.push('data: half\n')).toEqual([]);
    expect(reader.push('\n')).toHaveLength(1);
  });
});
