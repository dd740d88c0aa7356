import type { Why, WhyFeature } from '../../api/types.ts';
import { MiniCategories, MiniHistogram } from '../../charts/svg/MiniHistogram.tsx';
import { anyValue, change, count, number, percent } from '../../lib/format.ts';
import { type Step, type Steps, stepsOf } from './steps.ts';

const FEW = 12;

/** What each feature added, from what is answered without knowing anything down to the answer. */
export function Contributions(props: {
  why: Why;
  label: string | null;
  all: boolean;
  onAll: (all: boolean) => void;
}) {
  const { why, label } = props;
  const many = props.all ? Number.POSITIVE_INFINITY : FEW;
  const s = stepsOf(why, label, many);
  if (!s) {
    return (
      <>
        <p className="notice" role="status">
          {why.explanation_problem ?? 'What each feature added is not known.'}
        </p>
        <Values features={props.all ? why.features : why.features.slice(0, FEW)} />
        <More why={why} all={props.all} onAll={props.onAll} />
      </>
    );
  }
  const scale = why.explanation?.scale ?? '';
  const percents = scale === 'log-odds' || scale === 'probability';
  const part = label === null ? null : why.explanation?.classes?.find((c) => c.label === label);
  const shown = (v: number | undefined) =>
    v === undefined ? '' : percents ? percent(v, 1) : number(v);
  return (
    <>
      <div className="tablewrap" role="group" tabIndex={0} aria-label="What each feature added">
        <table className="t why" aria-label="What each feature added" data-testid="contributions">
          <thead>
            <tr>
              <th scope="col">Feature as served</th>
              <th scope="col" className="wide-only">
                In training
              </th>
              <th scope="col">
                Adds <span className="muted">{scale}</span>
              </th>
              <th scope="col" className="num">
                <span className="sr">Amount</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <tr className="end">
              <td>knowing nothing</td>
              <td className="wide-only muted">what it answers to an empty row</td>
              <td>
                <Fall s={s} from={s.bias} to={s.bias} />
              </td>
              <td className="num">
                {label === null ? shown(why.explanation?.bias_value) : number(s.bias, 3)}
              </td>
            </tr>
            {s.steps.map((step) => (
              <Row key={step.feature.name} s={s} step={step} label={label} />
            ))}
            {s.rest && <Row s={s} step={s.rest} label={label} others />}
            <tr className="end">
              <td>the answer</td>
              <td className="wide-only muted">
                {number(s.margin, 4)} {scale}
              </td>
              <td>
                <Fall s={s} from={s.margin} to={s.margin} />
              </td>
              <td className="num strong">{shown(part ? part.value : why.explanation?.value)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <More why={why} all={props.all} onAll={props.onAll} />
    </>
  );
}

function More({ why, all, onAll }: { why: Why; all: boolean; onAll: (all: boolean) => void }) {
  return (
    <div className="row wrap small muted" style={{ padding: '8px 12px' }}>
      {why.explanation && <span>{why.explanation.note}.</span>}
      {why.explanation && !why.explanation.agrees && (
        <span className="warn">The version answers otherwise today than what was logged.</span>
      )}
      <span className="grow" />
      {why.features.length > FEW && (
        <button type="button" className="linkish" onClick={() => onAll(!all)}>
          {all ? 'the largest only' : `all ${count(why.features.length)} features`}
        </button>
      )}
    </div>
  );
}

function Row(props: { s: Steps; step: Step; label: string | null; others?: boolean }) {
  const { step } = props;
  const f = step.feature;
  return (
    <tr title={f.note || undefined}>
      <td>
        <span className={props.others ? 'muted' : 'strong'}>{f.name}</span>{' '}
        {!props.others && <Value feature={f} />}
      </td>
      <td className="wide-only">{!props.others && <Spread feature={f} />}</td>
      <td>
        <Fall s={props.s} from={step.from} to={step.to} />
      </td>
      <td className="num" title={props.label === null ? inWords(f) : undefined}>
        {change(step.contribution, 3)}
        {f.standard_error !== undefined && (
          <span className="muted"> ±{number(f.standard_error, 2)}</span>
        )}
      </td>
    </tr>
  );
}

function inWords(f: WhyFeature): string | undefined {
  return f.running_value === undefined
    ? undefined
    : `after it: ${number(f.running_value, 4)}${f.change === undefined ? '' : `, ${change(f.change)}`}`;
}

export function Value({ feature: f }: { feature: WhyFeature }) {
  const offline = f.offline?.differs;
  return (
    <>
      <span className="mono">
        {f.value === undefined || f.value === null ? (
          <span className="muted">missing</span>
        ) : (
          anyValue(f.value)
        )}
      </span>{' '}
      {f.mark !== 'usual' && f.mark !== 'missing' && (
        <span className="badge warn" title={f.note}>
          {f.mark}
        </span>
      )}
      {offline && (
        <span
          className="badge bad"
          title={`The pipeline computed ${anyValue(f.offline?.value)} for the same key`}
        >
          pipeline: {anyValue(f.offline?.value)}
        </span>
      )}
    </>
  );
}

export function Spread({ feature: f }: { feature: WhyFeature }) {
  const ref = f.reference;
  if (!ref) return <span className="muted">–</span>;
  if (ref.edges && ref.counts) {
    return (
      <span className="row" title={f.note}>
        <MiniHistogram
          label={f.name}
          edges={ref.edges}
          counts={ref.counts}
          {...(typeof f.value === 'number' ? { value: f.value } : {})}
        />
        <span className="muted small">
          {ref.quantile === undefined ? '' : `at ${percent(ref.quantile, 0)}`}
        </span>
      </span>
    );
  }
  if (ref.top) {
    return (
      <span className="row" title={f.note}>
        <MiniCategories
          label={f.name}
          top={ref.top}
          {...(f.value === undefined || f.value === null ? {} : { value: String(f.value) })}
          {...(ref.share === undefined ? {} : { share: ref.share })}
        />
        <span className="muted small">{ref.share === undefined ? '' : percent(ref.share, 1)}</span>
      </span>
    );
  }
  return <span className="muted">–</span>;
}

/** A bar from where one stood to where one stands, on the scale of all of them. */
function Fall({ s, from, to }: { s: Steps; from: number; to: number }) {
  const wide = s.high - s.low || 1;
  const at = (v: number) => ((v - s.low) / wide) * 100;
  const left = Math.min(at(from), at(to));
  const end = from === to;
  return (
    <span className="fall" aria-hidden="true">
      <i className="base" style={{ left: `${at(s.bias)}%` }} />
      <i
        className={end ? 'stand' : to > from ? 'up' : 'down'}
        style={{
          left: `${left}%`,
          width: end ? 3 : `${Math.max(0.6, Math.abs(at(to) - at(from)))}%`,
        }}
      />
    </span>
  );
}

/** Without an explanation: the values beside the training sample alone. */
function Values({ features }: { features: readonly WhyFeature[] }) {
  return (
    <table className="t why" aria-label="Features as served">
      <thead>
        <tr>
          <th scope="col">Feature as served</th>
          <th scope="col">In training</th>
        </tr>
      </thead>
      <tbody>
        {features.map((f) => (
          <tr key={f.name} title={f.note}>
            <td>
              <span className="strong">{f.name}</span> <Value feature={f} />
            </td>
            <td>
              <Spread feature={f} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
