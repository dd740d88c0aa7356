import { describe, expect, it } from 'vitest';
import type { Run } from '../../../api/types.ts';
import { extremes, factRows } from './differences.ts';
import { type Envelope, envelopeLine, groupLine, told } from './envelope.ts';
import { imageAt, loggedImages, stepsOf } from './images.ts';
import { chartRows, readLook, readZoom, sections, shownIds, writeZoom } from './look.ts';
import {
  correlationRatio,
  domainOf,
  histogram,
  importance,
  pearson,
  readBrushes,
  shareOf,
  spearman,
  valueAt,
  varyingParams,
  within,
  writeBrushes,
} from './plots.ts';
import { ema, gaussian, readSmoothing, runningMean, smoothed, writeSmoothing } from './smooth.ts';

function run(id: string, params: Record<string, string>, auc?: number): Run {
  return {
    id,
    name: id,
    status: 'FINISHED',
    started_at: '2020-01-01T00:00:00Z',
    params,
    tags: {},
    metrics: auc === undefined ? {} : { auc: { value: auc, step: 0, at: '2020-01-01T00:00:00Z' } },
    inputs: [],
    produced: [],
  } as unknown as Run;
}

describe('smoothing', () => {
  it('leaves a constant as it is, whatever the way', () => {
    const flat = [2, 2, null, 2, 2];
    for (const way of [ema(flat, 0.9), gaussian(flat, 2), runningMean(flat, 3)]) {
      way.forEach((v, i) => {
        if (i === 2) expect(v).toBeNull();
        else expect(v).toBeCloseTo(2, 12);
      });
    }
  });
  it('takes the mean of the neighbours, fewer at the ends', () => {
    expect(runningMean([0, 3, 6, 9], 3)).toEqual([1.5, 3, 6, 7.5]);
    expect(ema([1, 0], 0.5)).toEqual([1, (0.25 + 0) / 0.75]);
    expect(gaussian([0, 1, 0], 0.01)).toEqual([0, 1, 0]);
  });
  it('is written in the address and read again; what is no smoothing is none', () => {
    for (const text of ['ema:0.6', 'gaussian:4', 'mean:9'])
      expect(writeSmoothing(readSmoothing(text))).toBe(text);
    for (const text of [undefined, 'ema:1', 'ema:x', 'wild:3', 'mean:-1'])
      expect(readSmoothing(text)).toEqual({ kind: 'none' });
    expect(smoothed([1, null], { kind: 'none' })).toEqual([1, null]);
  });
});

describe('envelopes', () => {
  const envelope: Envelope = {
    run: 'a',
    points: 1001,
    exact: false,
    x_first: [0, 1000],
    x_last: [999, 1000],
    count: [1000, 1],
    min: [-5, 2],
    max: [9, 2],
    first: [1, 2],
    last: [3, 2],
    nan: [4, 0],
  };
  const named = { id: 'a', label: 'a', colour: 'red' };
  it('are lines from the first to the last point of a stretch, with all its points in the band', () => {
    const line = envelopeLine(envelope, named, 'step', { kind: 'none' });
    expect(line.xs).toEqual([0, 999, 1000]);
    expect(line.ys).toEqual([1, 3, 2]);
    expect(line.lo).toEqual([-5, -5, 2]);
    expect(line.hi).toEqual([9, 9, 2]);
    expect(line.raw).toBeUndefined();
  });
  it('keep what they were when they are smoothed, and count relative time in seconds', () => {
    const line = envelopeLine(envelope, named, 'relative', { kind: 'mean', window: 3 });
    expect(line.xs).toEqual([0, 0.999, 1]);
    expect(line.raw).toEqual([1, 3, 2]);
    expect(line.ys[1]).toBe(2);
  });
  it('say how many points they stand for and how many are no numbers', () => {
    expect(told([envelope, { ...envelope, exact: true, nan: undefined as never }])).toEqual({
      points: 2002,
      stretches: 2,
      exact: false,
      notFinite: 4,
    });
  });
  it('of groups are their mean and band', () => {
    const curve = {
      name: 'g',
      runs: 3,
      x: [0, 10],
      mean: [1, 2],
      lo: [0, 1],
      hi: [2, 3],
      count: [3, 2],
      not_finite: 0,
    };
    expect(groupLine(curve, named, 'step', { kind: 'none' })).toMatchObject({
      xs: [0, 10],
      ys: [1, 2],
      lo: [0, 1],
      hi: [2, 3],
    });
  });
});

describe('the look', () => {
  it('is read from the address, and nonsense is the usual', () => {
    expect(readLook({ x: 'relative', log: '1', zoom: '10..20', group: 'params.a' })).toMatchObject({
      x: 'relative',
      logY: true,
      zoom: [10, 20],
      group: 'params.a',
      band: 'std',
    });
    expect(
      readLook({ x: 'wild', zoom: '20..10', group: 'attributes.wild', band: 'x' }),
    ).toMatchObject({ x: 'step', zoom: null, group: null, band: 'std' });
    expect(readZoom(writeZoom([1.5, 1e9]))).toEqual([1.5, 1e9]);
  });
  it('draws one alone or all but the hidden', () => {
    expect(shownIds(['a', 'b', 'c'], { solo: 'b', hide: 'b' })).toEqual(['b']);
    expect(shownIds(['a', 'b', 'c'], { hide: 'a,z' })).toEqual(['b', 'c']);
  });
  it('lists charts by their prefixes in rows', () => {
    const all = sections(['train/a', 'x', 'system/cpu', 'train/b', 'train/c', 'y']);
    expect(all.map((s) => [s.prefix, s.keys.length])).toEqual([
      ['', 2],
      ['train', 3],
      ['system', 1],
    ]);
    const rows = chartRows(all, new Set(['']), 2);
    expect(rows.map((r) => (r.kind === 'head' ? r.section.prefix : r.keys.join()))).toEqual([
      '',
      'train',
      'train/a,train/b',
      'train/c',
      'system',
      'system/cpu',
    ]);
  });
});

describe('plots', () => {
  const runs = [
    run('a', { lr: '0.0001', opt: 'adam', seed: '1' }, 1),
    run('b', { lr: '0.01', opt: 'sgd', seed: '2' }, 2),
    run('c', { lr: '1', opt: 'adam', seed: '3' }, 3),
  ];
  it('place numbers over many sizes on a log axis, and words in order', () => {
    const lr = domainOf('params.lr', runs)!;
    expect(lr).toMatchObject({ kind: 'number', log: true });
    expect(shareOf(lr, 'params.lr', runs[1]!)).toBeCloseTo(0.5, 12);
    if (lr.kind === 'number') expect(valueAt(lr, 0.5)).toBeCloseTo(0.01, 12);
    const opt = domainOf('params.opt', runs)!;
    expect(opt).toEqual({ kind: 'words', words: ['adam', 'sgd'] });
    expect(shareOf(opt, 'params.opt', runs[1]!)).toBe(1);
    expect(domainOf('params.none', runs)).toBeNull();
  });
  it('keep brushes in the address', () => {
    const brushes = new Map<string, [number, number]>([
      ['params.a,b:c', [0.1, 0.5]],
      ['metrics.auc', [0, 1]],
    ]);
    expect(readBrushes(writeBrushes(brushes))).toEqual(brushes);
    expect(readBrushes('x:2..1,%E0:0..1,:0..1').size).toBe(0);
    expect(within(brushes, 'params.a,b:c', null)).toBe(false);
    expect(within(brushes, 'params.a,b:c', 0.5)).toBe(true);
    expect(within(brushes, 'other', null)).toBe(true);
  });
  it('tell what goes with a metric', () => {
    expect(pearson([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(spearman([1, 10, 100], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(spearman([1, 1, 1], [3, 2, 1])).toBeNull();
    expect(correlationRatio(['a', 'a', 'b', 'b'], [1, 1, 2, 2])).toBeCloseTo(1, 12);
    expect(correlationRatio(['a', 'b', 'c'], [1, 2, 3])).toBeNull();
    const found = importance('metrics.auc', runs);
    expect(found[0]).toMatchObject({ id: 'params.lr', value: 1, how: 'rank correlation' });
    expect(found.some((f) => f.id === 'params.seed')).toBe(false);
    expect(varyingParams(runs, 5)).toEqual(['lr', 'opt']);
  });
  it('count every value in one bin', () => {
    const bins = histogram([
      [1, 2, 3, Number.NaN],
      [3, 3],
    ]);
    const counted = bins.reduce((n, b) => n + b.counts[0]! + b.counts[1]!, 0);
    expect(counted).toBe(5);
    expect(bins[0]!.from).toBe(1);
    expect(bins.at(-1)!.to).toBeCloseTo(3, 12);
    expect(histogram([[]])).toEqual([]);
    expect(histogram([[7]]).reduce((n, b) => n + b.counts[0]!, 0)).toBe(1);
  });
});

describe('images', () => {
  const images = loggedImages([
    'images/val~sample+step+10+timestamp+17+ab-1.png',
    'images/val~sample+step+2+timestamp+16+ab-2.png',
    'images/val~sample+step+2+timestamp+16+ab-2+compressed.webp',
    'images/old#name%step%3%timestamp%5%x.png',
    'images/plain.png',
    'images/notes.txt',
  ]);
  it('are known by their names, in the order of their steps', () => {
    expect(images.map((i) => [i.key, i.step])).toEqual([
      ['old/name', 3],
      ['plain.png', 0],
      ['val/sample', 2],
      ['val/sample', 10],
    ]);
    expect(stepsOf([images])).toEqual([0, 2, 3, 10]);
  });
  it('know their small copies', () => {
    expect(images.find((i) => i.step === 2)?.thumb).toMatch(/compressed\.webp$/);
    expect(images.find((i) => i.step === 10)?.thumb).toBeUndefined();
  });
  it('are found at or before a step', () => {
    expect(imageAt(images, 'val/sample', 9)?.step).toBe(2);
    expect(imageAt(images, 'val/sample', 1)).toBeUndefined();
  });
});

describe('differences', () => {
  it('are the rows that are not alike, with what none has left out', () => {
    const rows = factRows([run('a', { x: '1', y: '2' }, 1), run('b', { x: '1' }, 3)]);
    const differ = Object.fromEntries(rows.map((r) => [r.id, r.differs]));
    expect(differ).toEqual({
      'attributes.status': false,
      'params.x': false,
      'params.y': true,
      'metrics.auc': true,
    });
    expect(extremes([1, undefined, 3])).toEqual({ most: 2, least: 0 });
    expect(extremes([1, 1])).toBeNull();
    expect(extremes(['a'])).toBeNull();
  });
});
