import { describe, expect, it } from 'vitest';
import {
  curl,
  nest,
  parseTensor,
  type Question,
  rowTensors,
  toRows,
  tritonCode,
  wire,
} from './dialects.ts';

const columns = [
  { name: 'wind', type: 'double' as const },
  { name: 'late', type: 'boolean' as const },
  { name: 'carrier', type: 'string' as const },
];
const rows = [
  { wind: 12.5, late: false, carrier: "O'Hare" },
  { wind: null, late: true, carrier: null },
];
const each = columns.map((c, i) => ({
  name: c.name,
  datatype: ['FP64', 'BOOL', 'BYTES'][i]!,
  shape: [-1, 1],
}));
const question: Question = {
  deployment: 'flights',
  columns,
  rows,
  tensors: rowTensors(columns, rows, each),
  only: false,
};
const body = (d: Parameters<typeof wire>[0], q = question) =>
  JSON.parse(wire(d, q)?.body ?? 'null') as unknown;

describe('a question of rows', () => {
  it('has one input for each column, or a matrix', () => {
    expect(question.tensors).toEqual([
      { name: 'wind', datatype: 'FP64', shape: [2, 1], data: [12.5, null] },
      { name: 'late', datatype: 'BOOL', shape: [2, 1], data: [false, true] },
      { name: 'carrier', datatype: 'BYTES', shape: [2, 1], data: ["O'Hare", null] },
    ]);
    const two = columns.slice(0, 2);
    expect(rowTensors(two, rows, [{ name: 'input', datatype: 'FP32', shape: [-1, 2] }])).toEqual([
      { name: 'input', datatype: 'FP32', shape: [2, 2], data: [12.5, 0, null, 1] },
    ]);
  });

  it('is said in every dialect', () => {
    expect(body('plain')).toEqual({ features: rows });
    expect(body('plain', { ...question, rows: rows.slice(0, 1) })).toEqual({ features: rows[0] });
    expect(body('oip')).toEqual({ inputs: question.tensors });
    expect(body('kserve')).toEqual({ instances: rows });
    expect(body('tfserving')).toEqual({ instances: rows });
    expect(body('mlflow')).toEqual({
      dataframe_split: {
        columns: ['wind', 'late', 'carrier'],
        data: [
          [12.5, false, "O'Hare"],
          [null, true, null],
        ],
      },
    });
    expect(wire('tritonclient', question)).toBeNull();
    expect(wire('kserve', { ...question, deployment: 'a b' })?.path).toBe(
      'at/kserve/v1/models/a%20b:predict',
    );
  });

  it('is a command line that survives its quotes', () => {
    const line = curl(wire('plain', { ...question, at: '2013-04-02T11:00:00Z' })!, 'http://h:1');
    expect(line).toContain("http://h:1/deployments/flights/predict -H 'Content-Type");
    expect(line).toContain("-H 'Noria-Event-Time: 2013-04-02T11:00:00Z'");
    expect(line).toContain("O'\\''Hare");
  });

  it('is a program over tritonclient', () => {
    const code = tritonCode(question, 'h:1', [{ name: 'label', datatype: 'INT64', shape: [-1] }]);
    expect(code).toContain('("wind", "FP64", np.array([[12.5], [np.nan]], dtype=np.float64)),');
    expect(code).toContain('("late", "BOOL", np.array([[False], [True]], dtype=np.bool_)),');
    expect(code).toContain('np.array([["O\'Hare"], [""]], dtype=np.object_)');
    expect(code).toContain('answer.as_numpy("label")');
  });
});

describe('a question of tensors', () => {
  const spec = { name: 'image', datatype: 'FP32', shape: [-1, 2, 2] };
  const tensor = parseTensor(spec, '[[[1,2],[3,4]]]');
  const q: Question = { deployment: 'net', columns: [], rows: [], tensors: [tensor], only: true };

  it('is read from nested lists', () => {
    expect(tensor).toEqual({
      name: 'image',
      datatype: 'FP32',
      shape: [1, 2, 2],
      data: [1, 2, 3, 4],
    });
    expect(nest(tensor.data, tensor.shape)).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it('is refused with the shape that came and the one expected', () => {
    expect(() => parseTensor(spec, '[[1,2],[3,4]]')).toThrow(
      'image: shape [2, 2] (expected: [any, 2, 2])',
    );
    expect(() => parseTensor(spec, '[[[1,2],[3]]]')).toThrow('different lengths');
    expect(() => parseTensor(spec, '[[[1,2],[3,[4]]]]')).toThrow('different depths');
    expect(() => parseTensor(spec, 'no')).toThrow('image: no JSON');
  });

  it('is said in the dialects that have tensors', () => {
    expect(wire('plain', q)).toBeNull();
    const value = [
      [1, 2],
      [3, 4],
    ];
    expect(body('tfserving', q)).toEqual({ instances: [value] });
    expect(body('mlflow', q)).toEqual({ inputs: [value] });
    const two = { ...q, tensors: [tensor, { ...tensor, name: 'mask' }] };
    expect(body('kserve', two)).toEqual({ instances: [{ image: value, mask: value }] });
    expect(body('mlflow', two)).toEqual({ inputs: { image: [value], mask: [value] } });
  });
});

describe('rows that were given', () => {
  it('may be lists in the order of the columns', () => {
    expect(toRows(columns, [1, true, 'AA'])).toEqual([{ wind: 1, late: true, carrier: 'AA' }]);
    expect(toRows(columns, [[1, true, 'AA'], { wind: 2 }])).toHaveLength(2);
    expect(() => toRows(columns, [[1, true]])).toThrow('a row of 2 values (expected: 3)');
    expect(() => toRows(columns, 'AA')).toThrow('"AA" (expected: a row as an object or a list)');
  });
});
