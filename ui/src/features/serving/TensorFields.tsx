import type { TensorSpec } from '../../api/types.ts';
import { count } from '../../lib/format.ts';
import { leastShape, madeTensor, nest, sample, shapeText, sizeOf } from './dialects.ts';
import type { TensorField } from './tryit.ts';

/** More numbers than this nobody types. */
const TYPED = 2_000;

/** A field for each input of a model of tensors: typed as nested lists, or made. */
export function TensorFields(props: {
  specs: readonly TensorSpec[];
  value: (s: TensorSpec) => TensorField;
  onChange: (name: string, field: TensorField) => void;
}) {
  return (
    <div className="stack">
      {props.specs.map((s) => (
        <Field
          key={s.name}
          spec={s}
          value={props.value(s)}
          onChange={(f) => props.onChange(s.name, f)}
        />
      ))}
    </div>
  );
}

function Field({
  spec,
  value,
  onChange,
}: {
  spec: TensorSpec;
  value: TensorField;
  onChange: (field: TensorField) => void;
}) {
  const size = sizeOf(leastShape(spec));
  const large = size > TYPED;
  const id = `try-${spec.name}`;
  const toText = () => {
    const made = madeTensor(spec, 'made' in value ? value.made : 'zeros');
    onChange({ text: JSON.stringify(nest(made.data, made.shape)) });
  };
  return (
    <div className="tensor">
      <div className="row wrap">
        <label htmlFor={id} className="strong">
          {spec.name}
        </label>
        <code className="muted">
          {spec.datatype} {shapeText(spec.shape)}
        </code>
        <span className="grow" />
        <span className="metricpick" role="group" aria-label={`Values of ${spec.name}`}>
          <button
            type="button"
            aria-pressed={'made' in value && value.made === 'zeros'}
            onClick={() => onChange({ made: 'zeros' })}
          >
            zeros
          </button>
          {spec.datatype.startsWith('FP') && (
            <button
              type="button"
              aria-pressed={'made' in value && value.made === 'random'}
              onClick={() => onChange({ made: 'random' })}
            >
              random
            </button>
          )}
          <button type="button" aria-pressed={'text' in value} onClick={toText} disabled={large}>
            typed
          </button>
        </span>
      </div>
      {'text' in value ? (
        <textarea
          id={id}
          className="field mono"
          rows={3}
          spellCheck={false}
          value={value.text}
          placeholder={sample(spec)}
          onChange={(e) => onChange({ text: e.target.value })}
        />
      ) : (
        <output id={id} className="muted small">
          {count(size)} values of shape {shapeText(leastShape(spec))}
          {large ? '; too many to type' : ''}
        </output>
      )}
    </div>
  );
}
