/** The same question in the words of each dialect that a deployment answers in. Pure. */
import type { SignatureColumn, TensorSpec } from '../../api/types.ts';

export const DIALECTS = [
  { id: 'plain', title: 'Noria', sent: true },
  { id: 'oip', title: 'Open Inference V2', sent: true },
  { id: 'kserve', title: 'KServe V1', sent: true },
  { id: 'tfserving', title: 'TF Serving', sent: true },
  { id: 'mlflow', title: 'MLflow', sent: true },
  { id: 'tritonclient', title: 'tritonclient', sent: false },
] as const;

export type Dialect = (typeof DIALECTS)[number]['id'];
export type Row = Record<string, unknown>;
type Column = Pick<SignatureColumn, 'name' | 'type'>;

/** A tensor with its values in row-major order. */
export interface TensorValue {
  name: string;
  datatype: string;
  shape: number[];
  data: unknown[];
  /** How the values were made, when nobody typed them. */
  made?: 'zeros' | 'random';
}

/** What is asked: rows of a model that takes rows, else tensors. */
export interface Question {
  deployment: string;
  columns: readonly Column[];
  rows: readonly Row[];
  /** The rows as tensors, or the tensors themselves. */
  tensors: readonly TensorValue[];
  /** Whether the model takes tensors alone. */
  only: boolean;
  /** Event time. */
  at?: string;
}

export interface Wire {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Rows by column name, whether they came as lists in the signature's order or as objects. */
export function toRows(columns: readonly Column[], given: unknown): Row[] {
  const one = (row: unknown): Row => {
    if (Array.isArray(row)) {
      if (row.length !== columns.length)
        throw new Error(`a row of ${row.length} values (expected: ${columns.length})`);
      return Object.fromEntries(columns.map((c, i) => [c.name, row[i]]));
    }
    if (row === null || typeof row !== 'object')
      throw new Error(`${JSON.stringify(row)} (expected: a row as an object or a list)`);
    return row as Row;
  };
  if (!Array.isArray(given)) return [one(given)];
  const many = given.some((v) => v !== null && typeof v === 'object');
  return many ? given.map(one) : [one(given)];
}

function element(value: unknown, datatype: string): unknown {
  if (value === null || value === undefined) return null;
  if (datatype === 'BYTES') return String(value);
  if (datatype === 'BOOL') return value === true || value === 1 || value === 'true';
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}

/** The rows as the tensors that the model is asked by: one matrix, or one for each column. */
export function rowTensors(
  columns: readonly Column[],
  rows: readonly Row[],
  specs: readonly TensorSpec[],
): TensorValue[] {
  const matrix = specs.length === 1 && columns.length !== 1 ? specs[0] : undefined;
  if (matrix)
    return [
      {
        name: matrix.name,
        datatype: matrix.datatype,
        shape: [rows.length, columns.length],
        data: rows.flatMap((r) => columns.map((c) => element(r[c.name], matrix.datatype))),
      },
    ];
  return specs.map((s, i) => {
    const column = columns.find((c) => c.name === s.name)?.name ?? columns[i]?.name ?? s.name;
    return {
      name: s.name,
      datatype: s.datatype,
      shape: s.shape.map((n, axis) => (axis === 0 ? rows.length : Math.max(1, n))),
      data: rows.map((r) => element(r[column], s.datatype)),
    };
  });
}

/** Nested lists of the shape. */
export function nest(data: readonly unknown[], shape: readonly number[]): unknown {
  if (shape.length === 0) return data[0];
  if (shape.length === 1) return data.slice(0, shape[0]);
  const [many = 0, ...rest] = shape;
  const step = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length: many }, (_, i) => nest(data.slice(i * step, (i + 1) * step), rest));
}

/** One instance for each row of the first axis: the only input's value, or values by input. */
function instances(tensors: readonly TensorValue[]): unknown[] {
  const many = tensors[0]?.shape[0] ?? 0;
  const nested = tensors.map((t) => nest(t.data, t.shape) as unknown[]);
  return Array.from({ length: many }, (_, i) =>
    tensors.length === 1
      ? nested[0]?.[i]
      : Object.fromEntries(tensors.map((t, k) => [t.name, nested[k]?.[i]])),
  );
}

/** The request to send; null for a dialect that is shown as code alone. */
export function wire(dialect: Dialect, q: Question): Wire | null {
  const name = encodeURIComponent(q.deployment);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    ...(q.at ? { 'Noria-Event-Time': q.at } : {}),
  };
  const to = (path: string, body: unknown): Wire => ({
    path,
    headers,
    body: JSON.stringify(body),
  });
  const rows = q.only ? instances(q.tensors) : q.rows;
  switch (dialect) {
    case 'plain':
      return q.only
        ? null
        : to(`deployments/${name}/predict`, {
            features: q.rows.length === 1 ? q.rows[0] : q.rows,
          });
    case 'oip':
      return to(`v2/models/${name}/infer`, {
        inputs: q.tensors.map(({ name, shape, datatype, data }) => ({
          name,
          shape,
          datatype,
          data,
        })),
      });
    case 'kserve':
      return to(`at/kserve/v1/models/${name}:predict`, { instances: rows });
    case 'tfserving':
      return to(`at/tfserving/v1/models/${name}:predict`, { instances: rows });
    case 'mlflow':
      return to(
        `deployments/${name}/invocations`,
        q.only
          ? {
              inputs:
                q.tensors.length === 1
                  ? nest(q.tensors[0]!.data, q.tensors[0]!.shape)
                  : Object.fromEntries(q.tensors.map((t) => [t.name, nest(t.data, t.shape)])),
            }
          : {
              dataframe_split: {
                columns: q.columns.map((c) => c.name),
                data: q.rows.map((r) => q.columns.map((c) => r[c.name] ?? null)),
              },
            },
      );
    case 'tritonclient':
      return null;
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command line that sends it. */
export function curl(request: Wire, origin: string): string {
  const headers = Object.entries(request.headers)
    .map(([k, v]) => ` -H ${quoted(`${k}: ${v}`)}`)
    .join('');
  return `curl -s ${origin}/${request.path}${headers} -d ${quoted(request.body)}`;
}

const NUMPY: Record<string, string> = {
  BOOL: 'np.bool_',
  FP16: 'np.float16',
  FP32: 'np.float32',
  FP64: 'np.float64',
  BYTES: 'np.object_',
};

function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (value === null || value === undefined) return 'np.nan';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return JSON.stringify(value);
}

function array(t: TensorValue): string {
  const type = NUMPY[t.datatype] ?? `np.${t.datatype.toLowerCase()}`;
  const shape = `(${t.shape.join(', ')}${t.shape.length === 1 ? ',' : ''})`;
  if (t.made === 'zeros') return `np.zeros(${shape}, dtype=${type})`;
  if (t.made === 'random') return `np.random.rand(*${shape}).astype(${type})`;
  const data =
    t.datatype === 'BYTES'
      ? (nest(
          t.data.map((v) => (v === null ? '' : v)),
          t.shape,
        ) as unknown)
      : nest(t.data, t.shape);
  return `np.array(${python(data)}, dtype=${type})`;
}

/** The question as a program over Triton's own client. */
export function tritonCode(q: Question, host: string, outputs: readonly TensorSpec[]): string {
  const at = q.at ? `, headers={"Noria-Event-Time": ${JSON.stringify(q.at)}}` : '';
  return [
    'import numpy as np',
    'import tritonclient.http as triton',
    '',
    `client = triton.InferenceServerClient(${JSON.stringify(host)})`,
    'inputs = []',
    'for name, datatype, values in [',
    ...q.tensors.map(
      (t) => `    (${JSON.stringify(t.name)}, ${JSON.stringify(t.datatype)}, ${array(t)}),`,
    ),
    ']:',
    '    tensor = triton.InferInput(name, values.shape, datatype)',
    '    tensor.set_data_from_numpy(values)',
    '    inputs.append(tensor)',
    `answer = client.infer(${JSON.stringify(q.deployment)}, inputs${at})`,
    `print(answer.as_numpy(${JSON.stringify(outputs[0]?.name ?? 'output')}))`,
  ].join('\n');
}

/** What somebody typed for a tensor, as its values; throws what is wrong with it. */
export function parseTensor(spec: TensorSpec, text: string): TensorValue {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error(`${spec.name}: no JSON (expected: nested lists such as ${sample(spec)})`);
  }
  const shape: number[] = [];
  for (let at: unknown = given; Array.isArray(at); at = at[0]) shape.push(at.length);
  const data: unknown[] = [];
  const walk = (value: unknown, axis: number) => {
    if (axis === shape.length) {
      if (Array.isArray(value)) throw new Error(`${spec.name}: lists of different depths`);
      data.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[axis])
      throw new Error(`${spec.name}: lists of different lengths (expected: ${shapeText(shape)})`);
    for (const v of value) walk(v, axis + 1);
  };
  walk(given, 0);
  fits(spec, shape);
  return { name: spec.name, datatype: spec.datatype, shape, data };
}

function fits(spec: TensorSpec, shape: readonly number[]) {
  const same =
    shape.length === spec.shape.length && spec.shape.every((n, i) => n < 0 || n === shape[i]);
  if (!same)
    throw new Error(`${spec.name}: shape ${shapeText(shape)} (expected: ${shapeText(spec.shape)})`);
}

export const shapeText = (shape: readonly number[]) =>
  `[${shape.map((n) => (n < 0 ? 'any' : n)).join(', ')}]`;

/** The least shape that fits: one wherever any size will do. */
export const leastShape = (spec: TensorSpec) => spec.shape.map((n) => Math.max(1, n));

export const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Values for a tensor that nobody wants to type. */
export function madeTensor(spec: TensorSpec, made: 'zeros' | 'random'): TensorValue {
  const shape = leastShape(spec);
  const zero = spec.datatype === 'BYTES' ? '' : spec.datatype === 'BOOL' ? false : 0;
  const real = spec.datatype.startsWith('FP');
  const data = Array.from({ length: sizeOf(shape) }, () =>
    made === 'random' && real ? Math.round(Math.random() * 1e4) / 1e4 : zero,
  );
  return { name: spec.name, datatype: spec.datatype, shape, data, made };
}

/** A small tensor as text. */
export function sample(spec: TensorSpec): string {
  const { data, shape } = madeTensor(spec, 'zeros');
  return data.length > 64 ? '[[…]]' : JSON.stringify(nest(data, shape));
}
