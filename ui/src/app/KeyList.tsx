import { Modal } from '@mantine/core';

const GROUPS: [string, [string, string][]][] = [
  [
    'Everywhere',
    [
      ['Ctrl K', 'find a page, run, model, deployment or command'],
      ['/', 'filter'],
      ['?', 'this list'],
      ['Esc', 'close what floats'],
    ],
  ],
  [
    'Go to',
    [
      ['g l', 'loop'],
      ['g r', 'runs'],
      ['g m', 'models'],
      ['g a', 'data'],
      ['g d', 'deployments'],
      ['g p', 'pipelines'],
      ['g c', 'traces (calls)'],
      ['g e', 'reports'],
      ['g t', 'the lineage of what the page shows'],
    ],
  ],
  [
    'In a table',
    [
      ['j k', 'down, up'],
      ['Enter', 'open'],
      ['e', 'evidence'],
      ['x', 'select'],
      ['X', 'select all up to here'],
      ['c', 'compare what is selected'],
      ['r', 'bring in new runs'],
      ['z', 'undo what was deleted'],
      ['→ ←', 'open, fold children and groups'],
    ],
  ],
  [
    'In a trace, in files',
    [
      ['↑ ↓', 'from span to span, from file to file'],
      ['← →', 'fold, unfold'],
      ['Home End', 'first, last span'],
    ],
  ],
  [
    'While writing',
    [
      ['Ctrl Enter', 'save a note or comment'],
      ['Ctrl S', 'save a report'],
      ['Esc', 'leave it'],
    ],
  ],
  [
    'On charts of a comparison',
    [
      ['drag', 'zoom in, in all of them'],
      ['double-click, 0', 'zoom out'],
      ['t', 'the figures of the chart below the pointer'],
    ],
  ],
  [
    'On the timeline',
    [
      ['← →', 'from mark to mark'],
      ['Enter', 'evidence'],
      ['drag', 'zoom in'],
      ['double-click, 0', 'zoom out'],
      ['t', 'the table behind it'],
    ],
  ],
  [
    'About a prediction, data, a deployment',
    [
      ['b', 'roll the deployment back; what will change is said first'],
      ['s', 'another version for a deployment'],
      ['r', 'make the model of a prediction again'],
      ['e', 'the verdict that allowed it'],
      ['a', 'all features of a prediction'],
      ['d', 'its deployment'],
      ['v', 'revoke a data version, or take that back'],
    ],
  ],
  [
    'In the lineage',
    [
      ['← → ↑ ↓', 'along the thread, within the column'],
      ['Enter', 'open the record, or more of a group'],
      ['f', 'follow from here'],
      ['b [ ]', 'both ways, what made it, what came of it'],
      ['n N', 'next, previous match'],
      ['+ − 0', 'zoom in, out, all of it'],
      ['t', 'the table behind it'],
    ],
  ],
];

export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keys"
      size={640}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div
        data-testid="keys"
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(250px, 1fr))',
          gap: 20,
        }}
      >
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h2 style={{ marginBottom: 6 }}>{title}</h2>
            <dl className="facts">
              {keys.map(([key, what]) => (
                <div key={key} style={{ display: 'contents' }}>
                  <dt className="nowrap">
                    {key.split(' ').map((k) => (
                      <kbd key={k} style={{ marginRight: 3 }}>
                        {k}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
