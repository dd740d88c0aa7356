import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'running' | 'stale' | 'accent';

const LOOK: Record<string, [Tone, IconName, string]> = {
  RUNNING: ['running', 'spin', 'running'],
  SCHEDULED: ['stale', 'clock', 'scheduled'],
  WAITING: ['stale', 'clock', 'waiting'],
  FINISHED: ['good', 'check', 'finished'],
  SUCCEEDED: ['good', 'check', 'succeeded'],
  READY: ['good', 'check', 'ready'],
  CACHED: ['accent', 'check', 'from cache'],
  FAILED: ['bad', 'cross', 'failed'],
  KILLED: ['bad', 'cross', 'killed'],
  CANCELLED: ['stale', 'cross', 'cancelled'],
  SKIPPED: ['stale', 'right', 'skipped'],
  PASS: ['good', 'check', 'pass'],
  FAIL: ['bad', 'cross', 'fail'],
  INCONCLUSIVE: ['warn', 'question', 'inconclusive'],
  accepted: ['good', 'check', 'accepted'],
  refused: ['bad', 'cross', 'refused'],
  open: ['bad', 'alert', 'open'],
  drifted: ['warn', 'alert', 'drifted'],
  silenced: ['stale', 'pause', 'silenced'],
  resolved: ['good', 'check', 'resolved'],
  FIRED: ['running', 'check', 'fired'],
  HELD: ['warn', 'pause', 'held'],
  Development: ['stale', 'file', 'Development'],
  Staging: ['warn', 'clock', 'Staging'],
  Production: ['good', 'check', 'Production'],
  Archived: ['stale', 'folder', 'Archived'],
  serving: ['good', 'check', 'serving'],
  running: ['running', 'spin', 'running'],
  paused: ['warn', 'pause', 'paused'],
  aborted: ['stale', 'cross', 'aborted'],
  loading: ['running', 'spin', 'loading'],
  asleep: ['stale', 'pause', 'asleep'],
  problem: ['bad', 'alert', 'problem'],
  revoked: ['bad', 'cross', 'revoked'],
  deleted: ['bad', 'trash', 'in the bin'],
  UPLOAD_FAILED: ['bad', 'cross', 'upload failed'],
  OK: ['good', 'check', 'ok'],
  ERROR: ['bad', 'cross', 'error'],
  IN_PROGRESS: ['running', 'spin', 'in progress'],
  PENDING: ['stale', 'clock', 'pending'],
  'in production': ['good', 'check', 'in production'],
};

/** The colour, icon and word of a state, for those who draw it themselves. */
export function lookOf(state: string): [Tone, IconName, string] {
  return LOOK[state] ?? LOOK[state.toUpperCase()] ?? ['stale', 'question', state.toLowerCase()];
}

/** A state as colour, icon and word together. */
export function Status({ of, word }: { of: string; word?: string }) {
  const [tone, icon, name] = lookOf(of);
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} size={12} />
      {word ?? name}
    </span>
  );
}
