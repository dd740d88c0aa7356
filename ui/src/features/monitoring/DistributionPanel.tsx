import { useQuery } from '@tanstack/react-query';
import type { Window } from '../../api/types.ts';
import { Overlay, OverlayLegend } from '../../charts/svg/Overlay.tsx';
import { Panel } from '../../components/Bits.tsx';
import { Await, Block } from '../../components/States.tsx';
import { distributionQuery } from './api.ts';

/** What was answered in a window over what the training sample would have been answered. */
export function DistributionPanel({
  name,
  windows,
  chosen,
}: {
  name: string;
  windows: readonly Window[];
  chosen?: string;
}) {
  const window = windows.find((w) => w.ref === chosen);
  const query = useQuery(distributionQuery(name, window?.from, window?.to));
  return (
    <Panel
      title="Predictions"
      aside={<OverlayLegend names={['reference', 'this window']} />}
      id="distribution"
    >
      <Await query={query} skeleton={<Block height={150} />}>
        {(data) =>
          data.reference.length + data.current.length === 0 ? (
            <p className="muted">No predictions in this window.</p>
          ) : (
            <Overlay
              reference={data.reference}
              current={data.current}
              {...(data.categories.length > 0
                ? { categories: data.categories }
                : { edges: data.edges })}
              height={150}
              label={
                data.categories.length > 0
                  ? 'Classes answered: reference and this window'
                  : 'Scores: reference and this window'
              }
            />
          )
        }
      </Await>
    </Panel>
  );
}
