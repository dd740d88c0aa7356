import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Copy } from '../../components/Bits.tsx';
import { Block, Empty } from '../../components/States.tsx';
import { bytes } from '../../lib/format.ts';
import { archiveUrl, fileUrl, folderQuery, type Owner } from './api.ts';
import { Folder } from './Folder.tsx';
import { Tree } from './Tree.tsx';
import './artifacts.css';

const Preview = lazy(() => import('./Preview.tsx'));

/** The files of a run or a logged model: the tree on the left, the chosen one on the right. */
export function Files(props: {
  owner: Owner;
  /** How MLflow's clients address the owner: `runs:/ID` or `models:/m-ID`. */
  address: string;
  chosen?: string;
  onChoose: (path: string | undefined) => void;
  /** Whether the run goes on. */
  growing?: boolean;
}) {
  const [filter, setFilter] = useState('');
  const root = useQuery({
    ...folderQuery(props.owner, ''),
    refetchInterval: props.growing ? 5000 : false,
  });
  const above = props.chosen?.includes('/')
    ? props.chosen.slice(0, props.chosen.lastIndexOf('/'))
    : '';
  const beside = useQuery({
    ...folderQuery(props.owner, above),
    enabled: props.chosen !== undefined,
  });
  const chosen = beside.data?.find((a) => a.path === props.chosen);
  if (root.data?.length === 0)
    return (
      <div className="panel">
        <Empty title="No files" type={'mlflow.log_artifact("report.html")'}>
          Models, images, tables and texts that the run logs are kept and shown here.
        </Empty>
      </div>
    );
  return (
    <div className="panel files" data-testid="artifacts">
      <div className="side">
        <div className="row sidehead">
          <input
            className="field grow"
            data-filter
            value={filter}
            onChange={(e) => setFilter(e.target.value)}
            placeholder="Name in open folders"
            aria-label="Filter files by name"
          />
          <a className="btn sm" href={archiveUrl(props.owner, '')} title="All files as one zip">
            Zip
          </a>
        </div>
        <Tree
          owner={props.owner}
          chosen={props.chosen}
          filter={filter}
          growing={props.growing ?? false}
          onChoose={(a) => props.onChoose(a.path)}
        />
      </div>
      <div className="preview" data-testid="preview">
        {!props.chosen ? (
          <Empty title="Choose a file">
            Images, tables, notebooks, pages, texts and models are shown here; anything can be
            downloaded.
          </Empty>
        ) : chosen ? (
          <>
            <div className="row previewhead">
              <span className="mono ellipsis" title={chosen.path}>
                {chosen.path}
              </span>
              <Copy text={`${props.address}/${chosen.path}`} label="Copy the address" />
              <span className="grow" />
              {!chosen.directory && (
                <>
                  <span className="muted small nowrap">{bytes(chosen.size)}</span>
                  <a
                    className="btn sm"
                    href={fileUrl(props.owner, chosen.path)}
                    target="_blank"
                    rel="noreferrer"
                  >
                    Raw
                  </a>
                  <a
                    className="btn sm"
                    href={fileUrl(props.owner, chosen.path, { download: true })}
                    download={chosen.name}
                  >
                    Download
                  </a>
                </>
              )}
              {chosen.directory && (
                <a className="btn sm" href={archiveUrl(props.owner, chosen.path)}>
                  Download as zip
                </a>
              )}
            </div>
            {chosen.directory ? (
              <Folder
                owner={props.owner}
                folder={chosen.path}
                address={`${props.address}/${chosen.path}`}
                onChoose={props.onChoose}
              />
            ) : (
              <Suspense fallback={<Block height={200} />}>
                <Preview
                  key={chosen.path}
                  owner={props.owner}
                  file={chosen.path}
                  size={chosen.size}
                  address={props.address}
                />
              </Suspense>
            )}
          </>
        ) : beside.isPending ? (
          <Block height={200} />
        ) : (
          <Empty title={`There is no ${props.chosen}`}>It may have been deleted or renamed.</Empty>
        )}
      </div>
    </div>
  );
}
