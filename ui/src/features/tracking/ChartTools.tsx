import { count } from '../../lib/format.ts';
import type { Look } from './curve.ts';

/** How the curves of a run are looked at; all of it is in the address. */
export function ChartTools(props: {
  look: Look;
  filter: string;
  total: number;
  onFilter: (text: string) => void;
  onLook: (part: { x?: string; smooth?: string; log?: string }) => void;
  onZoom: (range: null) => void;
}) {
  const { look } = props;
  return (
    <div className="toolbar small">
      <input
        className="field"
        data-filter
        data-testid="metric-filter"
        value={props.filter}
        onChange={(e) => props.onFilter(e.target.value)}
        placeholder={`Find in ${count(props.total)} metrics`}
        aria-label="Filter metrics by name"
      />
      <label className="row">
        <span className="muted">x</span>
        <select
          className="field"
          value={look.x}
          onChange={(e) => props.onLook({ x: e.target.value === 'time' ? 'time' : undefined })}
        >
          <option value="step">step</option>
          <option value="time">seconds</option>
        </select>
      </label>
      <label className="row">
        <span className="muted">smooth</span>
        <input
          type="range"
          min={0}
          max={0.98}
          step={0.02}
          value={look.smooth}
          onChange={(e) =>
            props.onLook({ smooth: Number(e.target.value) > 0 ? e.target.value : undefined })
          }
        />
      </label>
      <label className="row">
        <input
          type="checkbox"
          checked={look.log}
          onChange={(e) => props.onLook({ log: e.target.checked ? '1' : undefined })}
        />{' '}
        log y
      </label>
      {look.range && (
        <button
          type="button"
          className="btn sm"
          data-testid="zoom-out"
          onClick={() => props.onZoom(null)}
        >
          {look.x === 'step' ? 'steps' : 'seconds'} {count(Math.round(look.range[0]))} to{' '}
          {count(Math.round(look.range[1]))}: show all
        </button>
      )}
    </div>
  );
}
