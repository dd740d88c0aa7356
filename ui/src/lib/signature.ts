import { load } from 'js-yaml';

/** What an MLmodel file says (mlflow.org/docs: MLmodel file). */
export interface ModelInfo {
  flavours: { name: string; facts: [string, string][] }[];
  inputs: Field[];
  outputs: Field[];
  params: Field[];
  uuid: string | null;
  run: string | null;
  mlflow: string | null;
  created: string | null;
  size: number | null;
  example: string | null;
}

export interface Field {
  name: string;
  type: string;
  required: boolean;
}

type Json = Record<string, unknown>;

function typeText(field: Json): string {
  const spec = field['tensor-spec'] as { dtype?: string; shape?: number[] } | undefined;
  if (spec) return `tensor ${spec.dtype ?? '?'} [${(spec.shape ?? []).join(', ')}]`;
  if (field.type === 'array' && field.items && typeof field.items === 'object')
    return `array of ${typeText(field.items as Json)}`;
  if (field.type === 'object' && field.properties && typeof field.properties === 'object')
    return `{${Object.entries(field.properties as Record<string, Json>)
      .map(([k, v]) => `${k}: ${typeText(v)}`)
      .join(', ')}}`;
  if (field.type === 'map' && field.values && typeof field.values === 'object')
    return `map of ${typeText(field.values as Json)}`;
  return String(field.type ?? field.dtype ?? '?');
}

/** A signature's side: JSON text, as the file keeps it, or a list. */
export function fieldsOf(value: unknown): Field[] {
  let list: unknown = value;
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (!Array.isArray(list)) return [];
  return list
    .filter((f): f is Json => typeof f === 'object' && f !== null)
    .map((f, i) => ({
      name: typeof f.name === 'string' ? f.name : `${i}`,
      type: typeText(f),
      required: f.required !== false,
    }));
}

const text = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : value instanceof Date
      ? value.toISOString()
      : String(value);

export function parseModelFile(file: string): ModelInfo {
  const doc = load(file);
  if (!doc || typeof doc !== 'object' || Array.isArray(doc))
    throw new Error('This MLmodel file holds no mapping.');
  const m = doc as Json;
  const signature = (m.signature ?? {}) as Json;
  const example = m.saved_input_example_info as Json | null | undefined;
  return {
    flavours: Object.entries((m.flavors ?? {}) as Record<string, Json | null>).map(
      ([name, facts]) => ({
        name,
        facts: Object.entries(facts ?? {})
          .filter(([, v]) => v !== null && v !== undefined)
          .map(([k, v]): [string, string] => [
            k,
            typeof v === 'object' ? JSON.stringify(v) : String(v),
          ]),
      }),
    ),
    inputs: fieldsOf(signature.inputs),
    outputs: fieldsOf(signature.outputs),
    params: fieldsOf(signature.params),
    uuid: text(m.model_id ?? m.model_uuid),
    run: text(m.run_id),
    mlflow: text(m.mlflow_version),
    created: text(m.utc_time_created),
    size: typeof m.model_size_bytes === 'number' ? m.model_size_bytes : null,
    example: text(example?.artifact_path),
  };
}

/** Code that loads and asks the model, for each of its flavours that people use by name. */
export function loadCode(address: string, flavours: readonly string[]): string {
  const own = flavours.find((f) => f !== 'python_function' && f !== 'mleap');
  const lines = [
    'import mlflow',
    '',
    '# as a function over DataFrames',
    `model = mlflow.pyfunc.load_model("${address}")`,
    'model.predict(data)',
  ];
  if (own && /^[a-z_][a-z0-9_]*$/.test(own))
    lines.push(
      '',
      `# as the object that was logged`,
      `import mlflow.${own}`,
      `model = mlflow.${own}.load_model("${address}")`,
    );
  return lines.join('\n');
}
