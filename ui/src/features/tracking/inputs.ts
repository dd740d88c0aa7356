/** What MLflow's clients write of a dataset: a schema, a profile and a place, each as JSON text. */

export interface InputColumn {
  name: string;
  type: string;
  note: string;
}

function json(text: string | undefined): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** The columns of a schema, of tables (`mlflow_colspec`) and of tensors (`mlflow_tensorspec`); null for others. */
export function columnsOf(schema: string | undefined): InputColumn[] | null {
  const value = json(schema) as Record<string, unknown> | null;
  if (!value || typeof value !== 'object') return null;
  if (Array.isArray(value.mlflow_colspec))
    return value.mlflow_colspec.map((c: Record<string, unknown>, i: number) => ({
      name: String(c.name ?? i),
      type: String(c.type ?? '?'),
      note: c.required === false ? 'optional' : '',
    }));
  const spec = value.mlflow_tensorspec as Record<string, unknown> | undefined;
  if (!spec || typeof spec !== 'object') return null;
  const out: InputColumn[] = [];
  for (const side of ['features', 'targets']) {
    const tensors = json(spec[side] as string | undefined) ?? spec[side];
    for (const t of Array.isArray(tensors) ? (tensors as Record<string, unknown>[]) : []) {
      const tensor = (t['tensor-spec'] ?? {}) as { dtype?: string; shape?: number[] };
      out.push({
        name: String(t.name ?? side),
        type: `${tensor.dtype ?? '?'} [${(tensor.shape ?? []).join(', ')}]`,
        note: side,
      });
    }
  }
  return out.length > 0 ? out : null;
}

/** The plain facts of a profile, such as its rows. */
export function numbersOf(profile: string | undefined): [string, string | number][] {
  const value = json(profile);
  if (!value || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([k, v]): [string, string | number][] =>
    typeof v === 'number' ? [[k, v]] : typeof v === 'string' && v.length < 60 ? [[k, v]] : [],
  );
}

/** The place that a source names, out of its JSON. */
export function placeOf(source: string): string {
  const value = json(source) as Record<string, unknown> | null;
  if (!value || typeof value !== 'object') return source;
  const named = value.uri ?? value.url ?? value.path ?? value.delta_table_name ?? value.table_name;
  if (typeof named === 'string') return named;
  const tags = value.tags as Record<string, unknown> | undefined;
  const script = tags?.['mlflow.source.name'];
  return typeof script === 'string' ? script : source;
}
