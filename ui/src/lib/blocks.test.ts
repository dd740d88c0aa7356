import { expect, it } from 'vitest';
import { fieldOf, parseBlock, partsOf, TEMPLATES } from './blocks.ts';

it('takes a report apart into text and live blocks', () => {
  const body = '# A\n\n```chart\nmetric: auc\n```\ntext\n```py\n```chart\n```\n\n```runs\nopen';
  expect(partsOf(body).map((p) => p.kind)).toEqual(['text', 'chart', 'text']);
  expect(partsOf(body)[1]?.text).toBe('metric: auc');
  expect(partsOf('\n\n')).toEqual([]);
});

it('reads blocks as YAML or JSON, and says what is wrong', () => {
  const b = parseBlock(
    'experiment: iris\nmetrics: [a, b]\nsmoothing: 0.5\ngroup_by: params.C',
    10,
    50,
  );
  expect(b).toMatchObject({
    experiments: ['iris'],
    metrics: ['a', 'b'],
    x: 'step',
    limit: 10,
    groupBy: 'params.C',
  });
  expect(parseBlock('{"run": "x", "metric": "y"}', 1, 2).runs).toEqual(['x']);
  expect(() => parseBlock('colour: red', 1, 2)).toThrow('colour: unknown key');
  expect(() => parseBlock('limit: 100', 1, 50)).toThrow('from 1 to 50');
  expect(() => parseBlock('x: sideways', 1, 50)).toThrow('step, time or relative');
  expect(() => parseBlock('smoothing: 1', 1, 50)).toThrow('smoothing: 1');
  expect(() => parseBlock('just words', 1, 50)).toThrow('key: value');
  expect(() => parseBlock('a: [', 1, 50)).toThrow('not YAML');
});

it('refuses what a few lines make endless', () => {
  const rows = ['a: &a [x, x]'];
  for (let i = 1; i < 60; i += 1)
    rows.push(`k${i}: &k${i} [*${i > 1 ? `k${i - 1}` : 'a'}, *${i > 1 ? `k${i - 1}` : 'a'}]`);
  rows.push('metric: *k59');
  expect(() => parseBlock(rows.join('\n'), 1, 2)).toThrow('an anchor');
  expect(() => parseBlock('metric: &m auc\ntitle: *m', 1, 2)).toThrow('an anchor');
  expect(() => parseBlock('metrics: &m [*m]', 1, 2)).toThrow('an anchor');
  expect(parseBlock('title: "a & b * c"', 1, 2).title).toBe('a & b * c');
});

it('names the kind of what is no text', () => {
  expect(() => parseBlock('metric: [[1, [2]]]', 1, 2)).toThrow('metric: a list (expected');
  expect(() => parseBlock('title: {a: b}', 1, 2)).toThrow('title: a map (expected');
  expect(() => parseBlock('x: [[step]]', 1, 2)).toThrow('x: a list (expected');
  expect(() => parseBlock('limit: {a: b}', 1, 2)).toThrow('limit: a map (expected');
  expect(() => parseBlock('filter: 2024-01-01', 1, 2)).toThrow('filter: a date (expected');
});

it('inserts blocks that it can read', () => {
  for (const kind of ['chart', 'runs'] as const) {
    const [part] = partsOf(TEMPLATES[kind]('it"s', 'val/loss'));
    expect(parseBlock(part!.text, 10, 50).experiments).toEqual(['it"s']);
  }
});

it('finds a run’s fields by their addresses', () => {
  const run = {
    params: { lr: '0.1' },
    tags: {},
    metrics: { auc: { value: 0.9 } },
    status: 'OK',
    started_at: 'now',
  };
  expect(
    ['params.lr', 'metrics.auc', 'tags.x', 'status', 'start_time'].map((a) => fieldOf(run, a)),
  ).toEqual(['0.1', 0.9, null, 'OK', 'now']);
});
