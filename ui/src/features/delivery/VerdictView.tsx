import type { Verdict } from '../../api/types.ts';
import { Days } from '../../charts/svg/Days.tsx';
import { Interval } from '../../charts/svg/Interval.tsx';
import { Ago, EventTime } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { count, percent } from '../../lib/format.ts';
import {
  isWorse,
  lowerIsBetter,
  metricChange,
  metricInterval,
  metricTitle,
  metricValue,
} from '../../lib/metric.ts';
import { refTitle } from '../../lib/ref.ts';

const WORDS: Record<string, string> = {
  at_least: 'at least',
  at_most: 'at most',
  beats: 'beats',
  beats_baseline: 'beats',
};

type Comparison = NonNullable<Verdict['comparison']>;

/** The candidate less another model, on the same rows: the interval that decided, then day by day. */
function Against(props: { comparison: Comparison; verdict: Verdict; other: string }) {
  const { comparison: c, verdict, other } = props;
  const { metric, lower_is_better: lower } = c;
  return (
    <>
      {c.estimate !== undefined && c.low !== undefined && c.high !== undefined && (
        <div>
          <div className="row wrap" style={{ marginBottom: 6 }}>
            <span className="strong">
              {metricTitle(metric)} {metricChange(metric, c.estimate)}
            </span>
            <span className="muted">
              against {other}, {percent(c.level)} interval {metricInterval(metric, c.low, c.high)}
              {lowerIsBetter(metric, lower) && ', lower is better'}
            </span>
          </div>
          <Interval
            estimate={c.estimate}
            low={c.low}
            high={c.high}
            tone={toneOf(c)}
            metric={metric}
            lower={lower}
            unit={`difference in ${metricTitle(metric)}`}
            worse={`${other} better`}
            better={`${refTitle(verdict.candidate)} better`}
          />
          <p className="muted small" style={{ marginTop: 4 }}>
            {metricValue(metric, c.candidate_value)} against {metricValue(metric, c.champion_value)}{' '}
            on {count(c.rows)} rows that neither was trained on; {count(c.units)} {c.unit}s
            resampled {count(c.resamples)} times, both models on the same rows.
          </p>
        </div>
      )}
      {c.days.length > 1 && (
        <div>
          <h3 className="muted" style={{ marginBottom: 4 }}>
            {refTitle(verdict.candidate)} less {other}, {c.unit} by {c.unit}
          </h3>
          <Days days={c.days} metric={metric} lower={lower} />
        </div>
      )}
    </>
  );
}

/** Good or bad when the whole interval lies on one side of nothing. */
function toneOf(c: Comparison): 'good' | 'bad' | 'warn' {
  const side = (v: number | undefined) => (isWorse(c.metric, v, c.lower_is_better) ? -1 : 1);
  const apart = (c.low ?? 0) > 0 || (c.high ?? 0) < 0;
  return !apart ? 'warn' : side(c.low) > 0 ? 'good' : 'bad';
}

/** A verdict with everything it rests on. */
export function VerdictView({ verdict }: { verdict: Verdict }) {
  return (
    <div className="stack" data-testid="verdict">
      <div className="row wrap">
        <Status of={verdict.outcome} />
        <span className="strong">gate {verdict.gate}</span>
        <span className="muted">
          <EventTime at={verdict.event_time} />
        </span>
      </div>
      <p style={{ maxWidth: '75ch' }}>{verdict.why}</p>
      {verdict.comparison && (
        <Against
          comparison={verdict.comparison}
          verdict={verdict}
          other={verdict.champion ? refTitle(verdict.champion) : 'champion'}
        />
      )}
      {verdict.baseline && (
        <Against comparison={verdict.baseline} verdict={verdict} other="the linear baseline" />
      )}
      <div className="tablewrap" role="group" tabIndex={0} aria-label="Conditions">
        <table className="t plain" aria-label="Conditions">
          <thead>
            <tr>
              <th scope="col">Condition</th>
              <th scope="col" className="num">
                Found
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {verdict.conditions.map((k) => (
              <tr key={`${k.metric} ${k.operator}`} title={k.summary}>
                <td>
                  {metricTitle(k.metric)} {WORDS[k.operator] ?? k.operator}{' '}
                  {k.operator === 'beats_baseline'
                    ? 'the baseline'
                    : k.operator === 'beats'
                      ? verdict.champion
                        ? refTitle(verdict.champion)
                        : 'the champion'
                      : metricValue(k.metric, k.wanted)}
                </td>
                <td className="num">
                  {k.operator.startsWith('beats')
                    ? `${metricChange(k.metric, k.value)} ${metricInterval(k.metric, k.low, k.high)}`
                    : metricValue(k.metric, k.value)}
                </td>
                <td>
                  <Status of={k.outcome ?? (k.passed ? 'PASS' : 'FAIL')} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {verdict.slices && verdict.slices.length > 0 && <Slices verdict={verdict} />}
      <dl className="facts">
        <dt>candidate</dt>
        <dd>
          <RefLink of={verdict.candidate} />
        </dd>
        {verdict.champion && (
          <>
            <dt>champion</dt>
            <dd>
              <RefLink of={verdict.champion} />
            </dd>
          </>
        )}
        {verdict.baseline_run && (
          <>
            <dt>baseline</dt>
            <dd>
              <RefLink of={verdict.baseline_run} />
            </dd>
          </>
        )}
        <dt>judged on</dt>
        <dd className="row wrap">
          {verdict.judged_on.map((ref) => (
            <RefLink key={ref} of={ref} />
          ))}
        </dd>
        <dt>recorded</dt>
        <dd>
          <Ago at={verdict.recorded_at} />
        </dd>
        {verdict.expires_at && (
          <>
            <dt>good until</dt>
            <dd>
              <EventTime at={verdict.expires_at} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

function Slices({ verdict }: { verdict: Verdict }) {
  const measured = verdict.comparison ?? verdict.baseline ?? verdict.conditions[0];
  const metric = measured?.metric ?? '';
  const lower = measured?.lower_is_better;
  return (
    <div className="tablewrap" role="group" tabIndex={0} aria-label="Slices">
      <table className="t" aria-label="Slices">
        <thead>
          <tr>
            <th scope="col">Slice</th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col" className="num">
              Candidate
            </th>
            <th scope="col" className="num">
              Champion
            </th>
            <th scope="col" className="num">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {verdict.slices.map((s) => {
            const gap =
              s.candidate !== undefined && s.champion !== undefined
                ? s.candidate - s.champion
                : null;
            return (
              <tr key={s.name}>
                <td>{s.name}</td>
                <td className="num">{count(s.rows)}</td>
                <td className="num">{metricValue(metric, s.candidate)}</td>
                <td className="num">{metricValue(metric, s.champion)}</td>
                <td className={`num ${isWorse(metric, gap, lower) ? 'bad' : ''}`}>
                  {isWorse(metric, gap, lower) && (
                    <Icon name={lowerIsBetter(metric, lower) ? 'up' : 'down'} size={10} />
                  )}{' '}
                  {metricChange(metric, gap)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
