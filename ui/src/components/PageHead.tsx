import { Fragment, type ReactNode, useEffect } from 'react';
import { lineagePath, refTitle } from '../lib/ref.ts';
import { Icon } from './Icon.tsx';
import { RefLink, To } from './Link.tsx';

/** The header of every page: what it is, its state, what one does here, and its thread. */
export function PageHead(props: {
  title: string;
  name?: ReactNode;
  state?: ReactNode;
  actions?: ReactNode;
  thread?: readonly string[];
  /** The record that the page is about; its lineage is one key away. */
  here?: string;
}) {
  useEffect(() => {
    document.title = `${props.title} · Noria`;
  }, [props.title]);
  return (
    <div className="pagehead" data-record={props.here}>
      <div className="line">
        <h1 data-testid="title">{props.name ?? props.title}</h1>
        {props.state}
        {props.here && (
          <To
            path={lineagePath(props.here)}
            className="btn quiet sm"
            aria-label="Lineage"
            title="Lineage (g t)"
            data-testid="lineage-link"
          >
            <Icon name="lineage" size={15} />
          </To>
        )}
        {props.actions && <div className="actions">{props.actions}</div>}
      </div>
      {props.thread && props.thread.length > 1 && <Thread refs={props.thread} here={props.here} />}
    </div>
  );
}

export function Thread({ refs, here }: { refs: readonly string[]; here?: string }) {
  return (
    <nav className="thread" aria-label="Thread" data-testid="thread">
      {refs.map((ref, i) => (
        <Fragment key={ref}>
          {i > 0 && <span aria-hidden="true">→</span>}
          {ref === here ? <span className="here">{refTitle(ref)}</span> : <RefLink of={ref} />}
        </Fragment>
      ))}
    </nav>
  );
}
