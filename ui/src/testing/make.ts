import type { Loop } from '../api/types.ts';

/** A loop in which nothing has happened yet, with the given parts in place. */
export function makeLoop(parts: Partial<Loop> = {}): Loop {
  return {
    project: 'flights',
    from: '2013-01-01T00:00:00Z',
    to: '2014-01-01T00:00:00Z',
    status: {
      state: 'waiting for data',
      drift: { drifting: 0, watched: 0, columns: [] },
      requests: 0,
      alerts_open: 0,
    },
    data: [],
    training: [],
    gates: [],
    serving: [],
    performance: { metric: 'auc', lower_is_better: false, series: [] },
    drift: [],
    alerts: [],
    triggers: [],
    edges: [],
    ...parts,
  };
}
