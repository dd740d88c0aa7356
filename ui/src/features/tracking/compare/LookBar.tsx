import { Icon } from '../../../components/Icon.tsx';
import { number } from '../../../lib/format.ts';
import { ColumnPicker } from '../table/ColumnPicker.tsx';
import { columnTitle } from '../table/columns.ts';
import type { CompareSearch, Look } from './look.ts';
import { type Smoothing, writeSmoothing } from './smooth.ts';

const START: Record<Smoothing['kind'], Smoothing> = {
  none: { kind: 'none' },
  ema: { kind: 'ema', weight: 0.6 },
  gaussian: { kind: 'gaussian', sigma: 3 },
  mean: { kind: 'mean', window: 9 },
};

function amount(how: Smoothing): { value: number; min: number; max: number; step: number } | null {
  switch (how.kind) {
    case 'none':
      return null;
    case 'ema':
      return { value: how.weight, min: 0.05, max: 0.99, step: 0.01 };
    case 'gaussian':
      return { value: how.sigma, min: 0.5, max: 50, step: 0.5 };
    case 'mean':
      return { value: how.window, min: 3, max: 101, step: 2 };
  }
}

function withAmount(how: Smoothing, n: number): Smoothing {
  if (how.kind === 'ema') return { kind: 'ema', weight: n };
  if (how.kind === 'gaussian') return { kind: 'gaussian', sigma: n };
  return how.kind === 'mean' ? { kind: 'mean', window: n } : how;
}

/** How all charts are drawn. */
export function LookBar(props: {
  look: Look;
  search: CompareSearch;
  experiments: readonly string[];
  set: (part: Partial<CompareSearch>) => void;
}) {
  const { look, search, set } = props;
  const range = amount(look.smoothing);
  const check = (name: 'logx' | 'log' | 'outliers', title: string, off = false) => (
    <label className="row small">
      <input
        type="checkbox"
        disabled={off}
        checked={search[name] === '1' && !off}
        onChange={(e) => set({ [name]: e.target.checked ? '1' : undefined })}
      />
      {title}
    </label>
  );
  return (
    <div className="toolbar" data-testid="look">
      <input
        className="field"
        data-filter
        data-testid="find-chart"
        aria-label="Find charts"
        placeholder="Find charts ( / )"
        style={{ width: 170 }}
        value={search.find ?? ''}
        onChange={(e) => set({ find: e.target.value || undefined })}
      />
      <span className="metricpick" role="group" aria-label="What x is">
        {(['step', 'time', 'relative'] as const).map((x) => (
          <button
            key={x}
            type="button"
            aria-pressed={look.x === x}
            onClick={() => set({ x: x === 'step' ? undefined : x, zoom: undefined })}
          >
            {x === 'time' ? 'wall time' : x}
          </button>
        ))}
      </span>
      {check('logx', 'log x', look.x === 'time')}
      {check('log', 'log y')}
      {check('outliers', 'ignore outliers')}
      <select
        className="field"
        aria-label="Smoothing"
        data-testid="smoothing"
        value={look.smoothing.kind}
        onChange={(e) =>
          set({ smooth: writeSmoothing(START[e.target.value as Smoothing['kind']]) })
        }
      >
        <option value="none">not smoothed</option>
        <option value="ema">exponential mean</option>
        <option value="gaussian">Gaussian</option>
        <option value="mean">running mean</option>
      </select>
      {range && (
        <label className="row small">
          <input
            type="range"
            aria-label="Strength of smoothing"
            {...range}
            onChange={(e) =>
              set({ smooth: writeSmoothing(withAmount(look.smoothing, Number(e.target.value))) })
            }
            style={{ width: 90 }}
          />
          {number(range.value, 3)}
        </label>
      )}
      <ColumnPicker
        button={look.group ? `Group: ${columnTitle(look.group)}` : 'Group by'}
        testId="group"
        label="Group by"
        closeOnChoose
        experiments={props.experiments}
        chosen={new Set(look.group ? [look.group] : [])}
        only={(id) =>
          /^(params|tags|datasets)\.|^attributes\.(status|user_id|experiment|commit|source|parent)$/.test(
            id,
          )
        }
        onChoose={(id, on) => set({ group: on ? id : undefined, hide: undefined, solo: undefined })}
      />
      {look.group && (
        <>
          <select
            className="field"
            aria-label="Band"
            value={look.band}
            onChange={(e) => set({ band: e.target.value === 'std' ? undefined : e.target.value })}
          >
            <option value="std">± standard deviation</option>
            <option value="minmax">least to greatest</option>
            <option value="p10-90">10th to 90th percentile</option>
          </select>
          <button
            type="button"
            className="btn quiet"
            aria-label="No grouping"
            onClick={() => set({ group: undefined, hide: undefined, solo: undefined })}
          >
            <Icon name="cross" size={12} />
          </button>
        </>
      )}
      {look.zoom && (
        <button
          type="button"
          className="btn"
          data-testid="zoom-out"
          onClick={() => set({ zoom: undefined })}
        >
          Zoom out <kbd>0</kbd>
        </button>
      )}
    </div>
  );
}
