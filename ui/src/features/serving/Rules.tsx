import { useState } from 'react';
import type { TrafficRule } from '../../api/types.ts';
import { Icon } from '../../components/Icon.tsx';
import { parseRule, ruleWords } from './ruletext.ts';

/** Who is answered by whom before shares are looked at; the first rule that fits decides. */
export function Rules(props: {
  rules: readonly TrafficRule[];
  /** The variants' names. */
  variants: readonly string[];
  disabled: boolean;
  onChange: (rules: TrafficRule[]) => void;
}) {
  const { rules, variants, disabled } = props;
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const add = () => {
    try {
      const rule = parseRule(text ?? '', variants);
      if (rules.some((r) => ruleWords(r) === ruleWords(rule))) throw new Error('It is there.');
      props.onChange([...rules, rule]);
      setText(null);
      setProblem(null);
    } catch (e) {
      setProblem((e as Error).message);
    }
  };
  return (
    <div className="stack small" style={{ gap: 4 }} data-testid="rules">
      {rules.length > 0 && (
        <>
          <span className="muted">Rules come before shares; the first that fits decides:</span>
          <ol className="rules">
            {rules.map((r, i) => (
              <li key={ruleWords(r)}>
                {ruleWords(r)}{' '}
                <button
                  type="button"
                  className="linkish"
                  disabled={disabled}
                  aria-label={`Remove rule ${i + 1}`}
                  title="Remove the rule"
                  onClick={() => props.onChange(rules.filter((x) => x !== r))}
                >
                  <Icon name="cross" size={10} />
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      {text === null ? (
        <span>
          <button
            type="button"
            className="btn sm"
            disabled={disabled}
            onClick={() => setText('')}
            data-testid="add-rule"
          >
            Add a rule…
          </button>
        </span>
      ) : (
        <form
          className="row wrap"
          onSubmit={(e) => {
            e.preventDefault();
            add();
          }}
        >
          <input
            className="field mono grow"
            style={{ minWidth: 220 }}
            aria-label="Rule"
            placeholder={`header:x-client in ios,android -> ${variants[0] ?? 'own'}`}
            value={text}
            onChange={(e) => {
              setText(e.target.value);
              setProblem(null);
            }}
            data-testid="rule"
          />
          <button type="submit" className="btn sm">
            Add
          </button>
          <button
            type="button"
            className="btn quiet sm"
            onClick={() => {
              setText(null);
              setProblem(null);
            }}
          >
            Leave it
          </button>
          {problem && (
            <span className="bad" role="alert">
              {problem}
            </span>
          )}
        </form>
      )}
    </div>
  );
}
