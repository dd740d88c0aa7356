import { describe, expect, it } from 'vitest';
import { and, errorPlace, expected, readChips, toFilter, tokens, writeChips } from './grammar.ts';

const at = (text: string) => {
  const caret = text.indexOf('|');
  return expected(text.replace('|', ''), caret);
};

describe('what may come next', () => {
  it.each([
    ['|', 'key'],
    ['metr|', 'key'],
    ['metrics.auc |', 'op'],
    ['metrics.auc >|', 'value'],
    ['metrics.auc > |', 'value'],
    ['metrics.auc > 0.7 |', 'logic'],
    ['metrics.auc > 0.7 AND |', 'key'],
    ['NOT (|', 'key'],
    ['(metrics.auc > 0.7 OR params.a = |', 'value'],
    ['(metrics.auc > 0.7) |', 'logic'],
    ["params.a IN ('x', |", 'value'],
    ["params.a IN ('x') |", 'logic'],
    ['metrics.auc BETWEEN 1 |', 'logic'],
    ['metrics.auc BETWEEN 1 AND |', 'value'],
    ['metrics.auc BETWEEN 1 AND 2 |', 'logic'],
    ['tags.a IS NULL |', 'logic'],
  ])('%s → %s', (text, what) => {
    expect(at(text).what).toBe(what);
  });
  it('names the part that is typed and the key it belongs to', () => {
    expect(at("metrics.auc > 1 AND params.`a b` = 'ad|' ")).toMatchObject({
      what: 'value',
      key: 'params.`a b`',
      typed: "'ad",
    });
    expect(at('metrics.auc > 1 AND metrics.l|')).toMatchObject({ typed: 'metrics.l', from: 20 });
  });
});

describe('tokens', () => {
  it('cover all but blanks, also of what is not whole', () => {
    const text = "metrics.`a b`>=1e-3 and NOT(tags.x IS NOT NULL) or params.y LIKE 'it''s ?";
    expect(tokens(text).map((t) => t.text)).toEqual([
      'metrics.`a b`',
      '>=',
      '1e-3',
      'and',
      'NOT',
      '(',
      'tags.x',
      'IS NOT NULL',
      ')',
      'or',
      'params.y',
      'LIKE',
      "'it''s ?",
    ]);
  });
});

describe('conditions', () => {
  it('are read from a list of them and written back', () => {
    const text =
      "metrics.`val/auc` > 0.7 AND params.opt IN ('adam', 'sgd') AND tags.team IS NULL AND attributes.run_name ILIKE '%it''s%' AND metrics.loss BETWEEN 1 AND 2";
    const chips = readChips(text);
    expect(chips?.map((c) => [c.column, c.op, c.value])).toEqual([
      ['metrics.val/auc', '>', '0.7'],
      ['params.opt', 'IN', 'adam, sgd'],
      ['tags.team', 'IS NULL', ''],
      ['attributes.run_name', 'ILIKE', "%it's%"],
      ['metrics.loss', 'BETWEEN', '1, 2'],
    ]);
    expect(writeChips(chips!)).toBe(text);
  });
  it('quote a number where the column is text, and not where it is a number', () => {
    expect(
      writeChips([
        { column: 'params.depth', op: '=', value: '6' },
        { column: 'metrics.auc', op: '>', value: '6' },
      ]),
    ).toBe("params.depth = '6' AND metrics.auc > 6");
  });
  it.each(['a = 1 OR b = 2', 'NOT a = 1', '(a = 1)', 'a =', 'a = 1 AND', 'words only'])(
    'are not made of: %s',
    (text) => expect(readChips(text)).toBeNull(),
  );
  it('are none where there is no filter', () => expect(readChips('')).toEqual([]));
});

describe('filters', () => {
  it('are words for a name, or the grammar', () => {
    expect(toFilter("it's")).toBe("attributes.run_name ILIKE '%it''s%'");
    expect(toFilter('tags.a IS NULL')).toBe('tags.a IS NULL');
    expect(toFilter('  ')).toBeUndefined();
  });
  it('are joined without changing what an OR means', () => {
    expect(and(undefined, 'a = 1')).toBe('a = 1');
    expect(and('b = 2', 'a = 1')).toBe('b = 2 AND a = 1');
    expect(and('b = 2 OR c = 3', 'a = 1')).toBe('(b = 2 OR c = 3) AND a = 1');
  });
  it('are marked where the server found the fault', () => {
    const filter = 'metrics.auc ~ 3';
    expect(errorPlace("filter: '~' at 12 of 'metrics.auc ~ 3' (expected: =)", filter)).toEqual({
      from: 12,
      to: 13,
    });
    expect(errorPlace("unknown key 'auc'", filter)).toEqual({ from: 8, to: 11 });
    expect(errorPlace('something else', filter)).toBeNull();
  });
});
