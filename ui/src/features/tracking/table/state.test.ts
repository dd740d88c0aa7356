import { describe, expect, it } from 'vitest';
import {
  column,
  moveColumn,
  nextSort,
  placeColumns,
  readColumns,
  readSort,
  writeColumns,
  writeSort,
} from './state.ts';

describe('columns in the address', () => {
  it('come back as they were written, whatever their names hold', () => {
    const columns = [
      { id: 'attributes.run_name', width: 300, pinned: true },
      column('metrics.a,b~c!d%2C'),
      column('params.lr'),
      { id: 'tags.mlflow.user', width: 90, pinned: false },
      column('datasets.'),
    ];
    expect(readColumns(writeColumns(columns))).toEqual(columns);
  });
  it('leave out what is no column, what is twice, and widths out of reason', () => {
    expect(readColumns('attributes.nothing,metrics.,metrics.a~9999,metrics.a')).toEqual([
      column('metrics.a'),
    ]);
    expect(readColumns('')).toBeNull();
    expect(readColumns('attributes.x')).toBeNull();
  });
  it('move before and behind one another and take over the pin of their new neighbours', () => {
    const columns = [column('attributes.run_name', true), column('metrics.a'), column('metrics.b')];
    const ids = (moved: string, to: string) => moveColumn(columns, moved, to).map((c) => c.id);
    expect(ids('metrics.b', 'metrics.a')).toEqual([
      'attributes.run_name',
      'metrics.b',
      'metrics.a',
    ]);
    expect(ids('metrics.a', 'metrics.b')).toEqual([
      'attributes.run_name',
      'metrics.b',
      'metrics.a',
    ]);
    expect(moveColumn(columns, 'metrics.b', 'attributes.run_name')[0]).toEqual({
      ...column('metrics.b'),
      pinned: true,
    });
  });
});

describe('order', () => {
  it('goes down, up, away', () => {
    const down = nextSort(null, 'metrics.auc');
    const up = nextSort(down, 'metrics.auc');
    expect([writeSort(down), writeSort(up), nextSort(up, 'metrics.auc')]).toEqual([
      '-metrics.auc',
      'metrics.auc',
      null,
    ]);
    expect(readSort('-metrics.auc')).toEqual(down);
    expect(readSort('-attributes.nonsense')).toBeNull();
  });
});

describe('ten thousand columns', () => {
  const many = [
    column('attributes.run_name', true),
    ...Array.from({ length: 10_000 }, (_, i) => ({
      id: `metrics.m${i}`,
      width: 100,
      pinned: false,
    })),
  ];
  it('are drawn only where they are seen, and take their room where they are not', () => {
    const placed = placeColumns(many, 500_000, 1400, 34);
    expect(placed.pinned.map((c) => c.left)).toEqual([34]);
    expect(placed.seen.length).toBeLessThan(20);
    expect(placed.seen.some((c) => c.id === 'metrics.m5000')).toBe(true);
    const seen = placed.seen.reduce((sum, c) => sum + c.width, 0);
    expect(placed.before + seen + placed.after).toBe(1_000_000);
    expect(placed.total).toBe(1_000_000 + 34 + many[0]!.width);
  });
});
