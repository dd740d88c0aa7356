import { useState } from 'react';
import type { Model, ModelVersion } from '../../api/types.ts';
import { Copy, Panel } from '../../components/Bits.tsx';
import { TextDiff } from '../../components/Diff.tsx';
import { promptText, variablesOf } from './prompts.ts';

/** A prompt's version: its text, its variables, and what changed since another. */
export function PromptView(props: {
  model: Model;
  version: ModelVersion;
  versions: readonly ModelVersion[];
}) {
  const { version: v } = props;
  const others = props.versions.filter((o) => o.version !== v.version);
  const before = others.find((o) => o.version === v.version - 1) ?? others[0];
  const [asked, setAsked] = useState<number | null>(null);
  const other = others.find((o) => o.version === asked) ?? before;
  const text = promptText(v) ?? '';
  const code = `import mlflow\n\nprompt = mlflow.genai.load_prompt("prompts:/${props.model.name}/${v.version}")\nprompt.format(${variablesOf(
    text,
  )
    .map((x) => `${x}=…`)
    .join(', ')})`;
  return (
    <div className="cols">
      <Panel
        title={`v${v.version}`}
        className="c6"
        id="prompt"
        aside={<Copy text={text} label="Copy the prompt" />}
      >
        <pre
          className="log"
          role="group"
          aria-label="The prompt"
          tabIndex={0}
          style={{ whiteSpace: 'pre-wrap' }}
        >
          {text}
        </pre>
        <p className="small muted" style={{ margin: '8px 0' }}>
          {variablesOf(text).length > 0
            ? `variables: ${variablesOf(text).join(', ')}`
            : 'no variables'}
        </p>
        <pre className="log" role="group" aria-label="How to use it" tabIndex={0}>
          {code}
        </pre>
      </Panel>
      {other && (
        <Panel
          title="What changed"
          className="c6"
          flush
          aside={
            <label className="row small">
              <span className="muted">since</span>
              <select
                className="field"
                value={other.version}
                onChange={(e) => setAsked(Number(e.target.value))}
              >
                {others.map((o) => (
                  <option key={o.version} value={o.version}>
                    v{o.version}
                  </option>
                ))}
              </select>
            </label>
          }
        >
          <TextDiff before={promptText(other) ?? ''} after={text} label="Changes of the prompt" />
        </Panel>
      )}
    </div>
  );
}
