import type { DriftSeries, Loop } from '../../api/types.ts';
import { number, percent } from '../../lib/format.ts';
import { metricTitle, metricValue } from '../../lib/metric.ts';
import { day, eventTime, ms, stretch } from '../../lib/time.ts';
import { valueAt } from './layout.ts';

/** What the mark under the pointer is, or what everything was at the cross-hair. */
export function Readout(props: {
  loop: Loop;
  drifts: readonly DriftSeries[];
  at: number | null;
  x: number | null;
  width: number;
  hovered: string | null;
}) {
  if (props.at === null || props.x === null) return null;
  const side =
    props.x > props.width * 0.6 ? { right: props.width - props.x + 14 } : { left: props.x + 14 };
  const words = props.hovered ? describe(props.loop, props.hovered) : null;
  return (
    <div className="tip readout" style={{ ...side, top: 28 }}>
      {words ? (
        <>
          <div className="muted">{words.when}</div>
          <div style={{ whiteSpace: 'normal' }}>{words.text}</div>
        </>
      ) : (
        <Values {...props} at={props.at} />
      )}
    </div>
  );
}

function Values({ loop, drifts, at }: { loop: Loop; drifts: readonly DriftSeries[]; at: number }) {
  const serving = loop.serving.find((s) => ms(s.from) <= at && (!s.to || at < ms(s.to)));
  const rows = loop.performance.series.map((s) => ({ name: s.name, point: valueAt(s.points, at) }));
  const window = rows[0]?.point;
  return (
    <>
      <div className="muted">{window ? stretch(window.from, window.to) : day(at, true)}</div>
      <dl className="facts">
        {serving && (
          <>
            <dt>serving</dt>
            <dd>v{serving.version}</dd>
          </>
        )}
        {rows.map(
          ({ name, point }) =>
            point && (
              <div key={name} style={{ display: 'contents' }}>
                <dt>
                  {name === 'champion'
                    ? `${metricTitle(loop.performance.metric)} champion`
                    : 'never retrained'}
                </dt>
                <dd>
                  {point.value == null
                    ? `pending, ${percent(point.coverage)} labelled`
                    : metricValue(loop.performance.metric, point.value)}
                </dd>
              </div>
            ),
        )}
        {drifts.map((s) => {
          const p = valueAt(s.points, at);
          if (!p || p.value == null) return null;
          return (
            <div key={s.column} style={{ display: 'contents' }}>
              <dt>{s.column}</dt>
              <dd className={p.over ? 'bad' : ''}>
                {s.test.toUpperCase()} {number(p.value, 3)}
                {p.over ? ' ▲' : ''}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** The mark's own sentence. */
export function describe(loop: Loop, ref: string): { when: string; text: string } | null {
  const data = loop.data.find((d) => d.ref === ref);
  if (data) return { when: eventTime(data.event_time), text: data.summary };
  const training = loop.training.find((t) => t.ref === ref);
  if (training) return { when: eventTime(training.event_time), text: training.summary };
  const gate = loop.gates.find((g) => g.ref === ref);
  if (gate) return { when: eventTime(gate.event_time), text: gate.summary };
  const serving = loop.serving.find((s) => s.ref === ref);
  if (serving) {
    return {
      when: `from ${eventTime(serving.from)}${serving.to ? ` to ${eventTime(serving.to)}` : ''}`,
      text: `${serving.model} v${serving.version} answers.`,
    };
  }
  const alert = loop.alerts.find((a) => a.ref === ref);
  if (alert)
    return {
      when: `${eventTime(alert.opened_at)}${alert.resolved_at ? `, resolved ${eventTime(alert.resolved_at)}` : ', open'}`,
      text: alert.summary,
    };
  const trigger = loop.triggers.find((t) => t.ref === ref);
  if (trigger)
    return {
      when: eventTime(trigger.event_time),
      text: `Training ${trigger.decision === 'HELD' ? 'held' : 'started'}: ${trigger.why}.`,
    };
  return null;
}
