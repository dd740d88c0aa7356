import { Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Icon } from '../../../components/Icon.tsx';
import { deleteView, type SavedView, saveView, viewsQuery } from './api.ts';

/** Named states of the page, kept by the server for everybody. */
export function Views(props: {
  page: string;
  /** The page's state as it stands in the address. */
  state: string;
  onOpen: (state: string) => void;
}) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery(props.page));
  const [name, setName] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const again = () => client.invalidateQueries({ queryKey: ['views'] });
  const act = async (action: Promise<unknown>) => {
    setFailed(null);
    try {
      await action;
      setName('');
      await again();
    } catch (e) {
      setFailed((e as Error).message);
    }
  };
  const here = views.data?.find((v) => v.state === props.state);
  return (
    <Menu position="bottom-end" shadow="md" width={280} trapFocus closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className="btn" data-testid="views">
          {here?.name ?? 'Views'} <Icon name="down" size={11} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Saved views</Menu.Label>
        {views.data?.length === 0 && (
          <div className="muted small" style={{ padding: '2px 12px 6px' }}>
            None yet. A view keeps filter, columns, order and grouping under a name.
          </div>
        )}
        {views.error && (
          <div className="bad small" style={{ padding: '2px 12px 6px' }} role="alert">
            {views.error.message}
          </div>
        )}
        {views.data?.map((v: SavedView) => (
          <div key={v.id} className="row" style={{ gap: 0 }}>
            <Menu.Item closeMenuOnClick onClick={() => props.onOpen(v.state)} title={`by ${v.who}`}>
              {v.name}
            </Menu.Item>
            {v.mine && (
              <button
                type="button"
                className="btn quiet sm"
                aria-label={`Delete the view ${v.name}`}
                onClick={() => void act(deleteView(v.id))}
              >
                <Icon name="cross" size={11} />
              </button>
            )}
          </div>
        ))}
        <Menu.Divider />
        <form
          className="row"
          style={{ padding: '4px 8px' }}
          onSubmit={(e) => {
            e.preventDefault();
            if (name.trim()) void act(saveView(props.page, name.trim(), props.state));
          }}
        >
          <input
            className="field grow"
            aria-label="Name of the view"
            placeholder="Save this view as…"
            data-testid="view-name"
            maxLength={200}
            value={name}
            onChange={(e) => setName(e.target.value)}
            onKeyDown={(e) => e.stopPropagation()}
          />
          <button type="submit" className="btn" disabled={name.trim() === ''}>
            Save
          </button>
        </form>
        {failed && (
          <div className="bad small" style={{ padding: '2px 12px 6px' }} role="alert">
            {failed}
          </div>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
