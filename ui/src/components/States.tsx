import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { Copy } from './Bits.tsx';
import { Icon } from './Icon.tsx';
import { RefLink } from './Link.tsx';

export function Skeleton({ lines = 6, height = 20 }: { lines?: number; height?: number }) {
  return (
    <div
      className="stack"
      style={{ gap: 8, padding: 12 }}
      aria-busy="true"
      role="status"
      aria-label="Loading"
    >
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} className="skeleton" style={{ height, width: `${100 - ((i * 37) % 40)}%` }} />
      ))}
    </div>
  );
}

/** A block of the size that the chart or figure will take. */
export function Block({ height }: { height: number }) {
  return (
    <div
      className="skeleton"
      style={{ height }}
      aria-busy="true"
      role="status"
      aria-label="Loading"
    />
  );
}

/** An empty page says what it is for and what to type. */
export function Empty({
  title,
  children,
  type,
}: {
  title: string;
  children?: ReactNode;
  type?: string;
}) {
  return (
    <div className="state" data-testid="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {type && (
        <div className="type-this">
          <code>{type}</code>
          <Copy text={type} label="Copy the command" />
        </div>
      )}
    </div>
  );
}

function advice(error: Error): string {
  if (!(error instanceof ApiError))
    return 'This is a fault of the page itself; loading it again may help.';
  if (error.status === 0) return 'Start the server and this page goes on by itself.';
  if (error.status === 401) return 'Give a token: noria tokens create NAME.';
  if (error.status === 403) return 'The evidence says why it was refused.';
  if (error.status === 404) return 'It may never have existed here, or another server holds it.';
  if (error.status === 429 || error.status === 503)
    return 'The server is busy; it is asked again in a moment.';
  return 'The server’s log says more.';
}

export function ErrorState({
  error,
  retry,
  page,
}: {
  error: Error;
  retry?: () => void;
  /** It stands for the whole page, whose heading it then is. */
  page?: boolean;
}) {
  const Heading = page ? 'h1' : 'h2';
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="state" role="alert" data-testid="error">
      <Heading className="row">
        <span className={missing ? 'muted' : 'bad'}>
          <Icon name="alert" />
        </span>
        {missing ? 'Not found' : 'This could not be loaded'}
      </Heading>
      <p>
        {error.message} {advice(error)}
      </p>
      {error instanceof ApiError && error.evidence && <RefLink of={error.evidence} evidence />}
      {retry && (
        <button type="button" className="btn" style={{ marginTop: 10 }} onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/**
 * A query's three states in one place. While new data comes the old stays; when an update fails the
 * old stays too, under a line that says so.
 */
export function Await<T>(props: {
  query: UseQueryResult<T, Error>;
  skeleton?: ReactNode;
  /** The page has nothing else to show. */
  page?: boolean;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) {
    return (
      <>
        {query.error && (
          <div className="notice bad" role="alert">
            <Icon name="alert" size={14} />
            <span className="grow">Not up to date: {query.error.message}</span>
            <button type="button" className="linkish" onClick={() => void query.refetch()}>
              Try again
            </button>
          </div>
        )}
        {props.children(query.data)}
      </>
    );
  }
  if (query.error)
    return (
      <ErrorState
        error={query.error}
        retry={() => void query.refetch()}
        page={props.page ?? false}
      />
    );
  return props.skeleton ?? <Skeleton />;
}
