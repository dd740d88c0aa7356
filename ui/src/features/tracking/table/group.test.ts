import { describe, expect, it } from 'vitest';
import type { Run, RunGroup } from '../../../api/types.ts';
import { numberOf, orderBy, projection, readColumn } from './columns.ts';
import { runsCsv } from './download.ts';
import { groupedRows, groupRuns, spread, spreadOf, treeRows } from './group.ts';
import {
  fieldOf,
  groupAsk,
  groupCell,
  groupOrder,
  keyOf,
  readGroup,
  readOpen,
  writeGroup,
  writeOpen,
} from './grouped.ts';

function run(id: string, part: Partial<Run> = {}): Run {
  return {
    ref: `run:${id}`,
    id,
    name: id,
    experiment_id: '1',
    experiment_name: 'x',
    status: 'FINISHED',
    lifecycle: 'active',
    user: 'me',
    started_at: '2020-01-01T00:00:00Z',
    children: 0,
    params: {},
    tags: {},
    metrics: {},
    inputs: [],
    produced: [],
    ...part,
  } as Run;
}
const scored = (id: string, opt: string | undefined, auc?: number) =>
  run(id, {
    params: opt === undefined ? {} : { opt },
    metrics: auc === undefined ? {} : { auc: { value: auc, step: 1, at: '2020-01-01T00:00:00Z' } },
  });

describe('groups', () => {
  const groups = groupRuns(
    [scored('a', undefined, 9), scored('b', 'sgd', 1), scored('c', 'adam', 2), scored('d', 'adam')],
    'params.opt',
  );
  it('are the largest first, with the runs without a value last', () => {
    expect(groups.map((g) => [g.value, g.runs.length])).toEqual([
      ['adam', 2],
      ['sgd', 1],
      [null, 1],
    ]);
  });
  it('know mean, least and greatest over the runs that have the metric', () => {
    expect(spreadOf(groups[0]!, 'metrics.auc')).toEqual({ count: 1, mean: 2, min: 2, max: 2 });
    expect(spread([1, 2, undefined, Number.NaN, 6])).toEqual({ count: 3, mean: 3, min: 1, max: 6 });
    expect(spread([])).toBeNull();
  });
});

describe("the server's groups", () => {
  const group = (part: Partial<RunGroup>): RunGroup => ({
    keys: ['adam'],
    filter: "params.`opt` = 'adam'",
    runs: 3,
    last_started: '2020-01-01T00:00:00Z',
    metrics: {},
    values: {},
    ...part,
  });
  it('show their runs when they are open, and say when there are more', () => {
    const none = group({ keys: [null] });
    const members = new Map([['adam', { runs: [run('a'), run('b')], total: 3 }]]);
    const rows = groupedRows([group({}), none], new Set(['adam', '!']), members);
    expect(rows.map((r) => r.kind)).toEqual(['group', 'run', 'run', 'note', 'group', 'note']);
    expect(rows[3]).toMatchObject({ text: '2 of 3 runs are shown', more: 'adam' });
    expect(rows[5]).toMatchObject({ text: 'Loading…' });
  });
  it('stand in the address, whatever their keys are', () => {
    const keys = [keyOf([null, '']), keyOf(['a,b~c!', '!']), keyOf([''])];
    expect(new Set(keys).size).toBe(3);
    expect(readOpen(writeOpen(new Set(keys)))).toEqual(new Set(keys));
    expect(readOpen(undefined).size).toBe(0);
    expect(readGroup(writeGroup(['params.a,b', 'attributes.status']))).toEqual([
      'params.a,b',
      'attributes.status',
    ]);
    expect(readGroup('attributes.duration,datasets.')).toEqual([]);
  });
  it('are asked for in the words of the server', () => {
    const ask = groupAsk(
      { experiments: ['1'], filter: 'x', order_by: [], view: 'active', columns: [] },
      ['params.opt', 'attributes.experiment'],
      ['attributes.run_name', 'metrics.val/auc', 'tags.team', 'attributes.duration'],
      { id: 'metrics.val/auc', down: true },
    );
    expect(ask).toEqual({
      experiments: ['1'],
      filter: 'x',
      view: 'active',
      by: ['params.opt', 'attributes.experiment_id'],
      metrics: ['val/auc'],
      columns: ['attributes.run_name', 'tags.team'],
      order_by: ['mean.`val/auc` DESC'],
    });
    expect(groupOrder({ id: 'attributes.run_name', down: false }, ['params.opt'])).toEqual([
      'params.opt ASC',
    ]);
    expect(fieldOf('attributes.duration')).toBeNull();
  });
  it('say what all of their runs have, and what they differ in', () => {
    const g = group({
      values: { 'tags.team': { runs: 3 }, 'params.seed': { runs: 2, value: '7' } },
    });
    expect(groupCell(g, ['params.opt'], 'params.opt')).toMatchObject({ text: 'adam' });
    expect(groupCell(g, ['params.opt'], 'tags.team')).toEqual({ kind: 'mixed' });
    expect(groupCell(g, ['params.opt'], 'params.seed')).toMatchObject({ text: '7', part: true });
    expect(groupCell(g, ['params.opt'], 'metrics.auc')).toBeNull();
  });
});

describe('the tree', () => {
  const parent = run('p', { children: 2 });
  const child = run('c', { parent: 'p' });
  it('folds children under their parent and says what is not there yet', () => {
    expect(treeRows([parent, child], new Set(), new Map()).length).toBe(1);
    expect(treeRows([parent], new Set(['p']), new Map([['p', null]]))[1]).toMatchObject({
      kind: 'note',
      text: 'Loading…',
    });
    const rows = treeRows([parent], new Set(['p']), new Map([['p', [child]]]));
    expect(rows.map((r) => r.kind)).toEqual(['run', 'run', 'note']);
    expect(rows[1]).toMatchObject({ depth: 1 });
  });
  it('shows a child whose parent is not among the rows, and does not follow a circle', () => {
    expect(treeRows([child], new Set(), new Map()).length).toBe(1);
    const round = run('p', { children: 1 });
    const rows = treeRows([round], new Set(['p']), new Map([['p', [round]]]));
    expect(rows.length).toBe(2);
  });
});

describe('columns', () => {
  it('are asked of the server by their keys alone', () => {
    expect(projection(['attributes.status', 'metrics.a', 'spark.b', 'params.c'])).toEqual([
      'metrics.a',
      'metrics.b',
      'params.c',
    ]);
    expect(projection(['attributes.status'])).toEqual(['tags.mlflow.user']);
    expect(orderBy('metrics.val/auc')).toBe('metrics.`val/auc`');
    expect(orderBy('attributes.duration')).toBeNull();
  });
  it('read numbers where there are some', () => {
    const r = run('a', { params: { lr: '1e-3', opt: 'adam' }, duration_s: 2 });
    expect(numberOf('params.lr', r)).toBe(0.001);
    expect(numberOf('params.opt', r)).toBeUndefined();
    expect(readColumn('attributes.duration', r)).toBe(2000);
  });
  it('are downloaded with ids, quotes and no formulas', () => {
    const r = run('a', { params: { x: 'say "a,b"', y: '=1+1' } });
    expect(runsCsv([r], ['params.x', 'params.y'])).toBe(
      'Id,params.x,params.y\r\na,"say ""a,b""",\'=1+1\r\n',
    );
  });
});
