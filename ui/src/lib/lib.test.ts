import { describe, expect, it } from 'vitest';
import { diffMaps, groupKeys } from './diff.ts';
import * as f from './format.ts';
import { fuzzy } from './fuzzy.ts';
import { threadOf } from './graph.ts';
import { parseRef, refPath, refTitle } from './ref.ts';
import { extent, linear, niceTicks, packRows } from './scale.ts';
import { ago, DAY, eventTime, stretch, timeTicks } from './time.ts';

describe('format', () => {
  it('groups digits by thin spaces from five digits on', () => {
    expect(f.count(1234)).toBe('1234');
    expect(f.count(-1234567)).toBe('−1\u2009234\u2009567');
    expect(f.count(null)).toBe('–');
    expect(f.count(Number.NaN)).toBe('–');
  });
  it('keeps significant digits and drops trailing zeros', () => {
    expect(f.number(0.0312345)).toBe('0.03123');
    expect(f.number(12.5)).toBe('12.5');
    expect(f.number(1e-7)).toBe('1.00e−7');
    expect(f.number(Number.POSITIVE_INFINITY)).toBe('∞');
    expect(f.number(0)).toBe('0');
  });
  it('shows changes with their sign and never a signed zero', () => {
    expect(f.change(0.0124)).toBe('+0.012');
    expect(f.change(-0.0124)).toBe('−0.012');
    expect(f.change(-0.0001)).toBe('±0.000');
    expect(f.interval(-0.0001, 0.029)).toBe('[0.000, 0.029]');
  });
  it('gives every amount its unit', () => {
    expect(f.bytes(1536)).toBe('1.5\u2009KiB');
    expect(f.millis(0.4213)).toBe('0.42\u2009ms');
    expect(f.millis(1234)).toBe('1.23\u2009s');
    expect(f.millis(0.0221)).toBe('22\u2009µs');
    expect(f.metricName('validation_auc')).toBe('validation AUC');
    expect(f.metricName('log_loss')).toBe('log loss');
    expect(f.percent(0.0345)).toBe('3.5\u2009%');
    expect(f.compact(276_104)).toBe('276\u2009k');
    expect(f.duration(185_000)).toBe('3\u2009min 05\u2009s');
    expect(f.duration(3_599_900)).toBe('1\u2009h 00\u2009min');
  });
  it('shortens ids to the part that differs', () => {
    expect(f.shortId('01890a5d-ac96-774b-bcce-b302099a8057')).toBe('099a8057');
    expect(f.shortId('0f3a0f3a0f3a0f3a0f3a0f3a0f3a0f3a')).toBe('0f3a0f3a');
    expect(f.shortId('flights')).toBe('flights');
  });
});

describe('time', () => {
  const at = Date.UTC(2013, 6, 4);
  it('speaks of stretches with an exclusive end', () => {
    expect(stretch(at, at + 7 * DAY)).toBe('4–10 Jul 2013');
    expect(stretch(Date.UTC(2013, 5, 28), Date.UTC(2013, 6, 5))).toBe('28 Jun – 4 Jul 2013');
    expect(stretch(at, at + DAY)).toBe('4 Jul 2013');
    expect(stretch(Date.UTC(2013, 11, 30), Date.UTC(2014, 0, 6))).toBe('30 Dec 2013 – 5 Jan 2014');
  });
  it('says how long ago', () => {
    expect(ago(at, at + 5000)).toBe('just now');
    expect(ago(at, at + 4 * 60_000)).toBe('4 min ago');
    expect(ago(at + 3 * DAY, at)).toBe('in 3 d');
  });
  it('leaves midnight out of event time', () => {
    expect(eventTime(at)).toBe('4 Jul 2013');
    expect(eventTime(at + 3_600_000)).toBe('4 Jul 2013 01:00');
  });
  it('ticks months over a year, days over a week, hours over a day', () => {
    expect(timeTicks(Date.UTC(2013, 0, 1), Date.UTC(2013, 11, 31), 12).map((t) => t.label)).toEqual(
      ['2013', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    );
    expect(timeTicks(at, at + 7 * DAY, 8)[1]?.label).toBe('5 Jul');
    expect(timeTicks(at, at + DAY, 8)[1]?.label).toBe('03:00');
  });
});

describe('refs', () => {
  it('splits at the first colon only', () => {
    expect(parseRef('dataset_version:flights@2013-04')).toEqual({
      kind: 'dataset_version',
      id: 'flights@2013-04',
    });
  });
  it('names and addresses records', () => {
    expect(refTitle('model_version:flights/9')).toBe('model v9');
    expect(refTitle('dataset_version:flights@2013-04.2')).toBe('data 2013-04.2');
    expect(refPath('model_version:my/model/9')).toBe('/models/my%2Fmodel/versions/9');
    expect(refPath('task:0189-77/search-1')).toBe('/pipelines/0189-77?task=search-1');
    expect(refPath('verdict:1')).toBeNull();
  });
});

describe('thread', () => {
  const edges = [
    { from: 'data:1', relation: 'trained', to: 'run:1' },
    { from: 'data:1', relation: 'trained', to: 'run:2' },
    { from: 'run:1', relation: 'produced', to: 'model:1' },
    { from: 'model:1', relation: 'deployed', to: 'deployment:1' },
    { from: 'deployment:1', relation: 'watched', to: 'run:1' },
  ];
  it('walks back and forward but not to siblings, and survives a cycle', () => {
    expect([...threadOf('model:1', edges)].sort()).toEqual([
      'data:1',
      'deployment:1',
      'model:1',
      'run:1',
    ]);
  });
  it('ends at a deployment, and names a compared champion without its past', () => {
    const more = [
      ...edges,
      { from: 'deployment:1', relation: 'watched', to: 'alert:1' },
      { from: 'model:0', relation: 'compared', to: 'verdict:1' },
      { from: 'run:0', relation: 'produced', to: 'model:0' },
      { from: 'model:1', relation: 'judged', to: 'verdict:1' },
    ];
    expect(threadOf('model:1', more).has('alert:1')).toBe(false);
    const verdict = threadOf('verdict:1', more);
    expect(verdict.has('model:0')).toBe(true);
    expect(verdict.has('run:0')).toBe(false);
    expect(threadOf('deployment:1', more).has('alert:1')).toBe(true);
  });
  it('is the record itself when nothing is linked', () => {
    expect([...threadOf('x', edges)]).toEqual(['x']);
  });
});

describe('scale', () => {
  it('maps and inverts', () => {
    const s = linear(10, 20, 0, 100);
    expect(s(15)).toBe(50);
    expect(s.invert(25)).toBe(12.5);
    expect(linear(3, 3, 0, 10)(3)).toBe(5);
  });
  it('chooses round ticks', () => {
    expect(niceTicks(0.64, 0.76, 4)).toEqual([0.64, 0.66, 0.68, 0.7, 0.72, 0.74, 0.76]);
    expect(niceTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  });
  it('ignores what is not a number', () => {
    expect(extent([null, Number.NaN, 2, undefined, 4], 0)).toEqual([2, 4]);
    expect(extent([])).toEqual([0, 1]);
  });
  it('packs stretches on as few rows as they need', () => {
    expect(
      packRows(
        [
          { from: 0, to: 5 },
          { from: 3, to: 6 },
          { from: 6, to: 9 },
        ],
        1,
      ),
    ).toEqual([0, 1, 0]);
  });
});

describe('small tools', () => {
  it('tells what changed between two maps', () => {
    expect(diffMaps({ a: '1', b: '2' }, { b: '3', c: '4' }).map((r) => r.key + r.state)).toEqual([
      'aadded',
      'bchanged',
      'cremoved',
    ]);
    expect(diffMaps({ a: '1' }, null)[0]).toEqual({
      key: 'a',
      here: '1',
      there: null,
      state: 'same',
    });
  });
  it('groups metrics by prefix', () => {
    expect(groupKeys(['val/auc', 'loss', 'train/auc', 'val/aaa'])).toEqual([
      { prefix: '', keys: ['loss'] },
      { prefix: 'train', keys: ['train/auc'] },
      { prefix: 'val', keys: ['val/aaa', 'val/auc'] },
    ]);
  });
  it('matches loosely, and whole words best', () => {
    expect(fuzzy('xyz', 'loop')).toBeNull();
    expect(fuzzy('gd', 'go to deployments')).not.toBeNull();
    expect(fuzzy('runs', 'runs')! > fuzzy('runs', 'return us')!).toBe(true);
  });
});
