import { useQuery } from '@tanstack/react-query';
import { Icon } from '../../components/Icon.tsx';
import { Await } from '../../components/States.tsx';
import { bytes, plural } from '../../lib/format.ts';
import { folderQuery, type Owner, textQuery } from './api.ts';
import { ModelFile } from './ModelFile.tsx';

const SHOWN = 500;

/** A folder: a model says what it is and how it is loaded; any other lists what it holds. */
export function Folder(props: {
  owner: Owner;
  folder: string;
  address: string;
  onChoose: (path: string) => void;
}) {
  const query = useQuery(folderQuery(props.owner, props.folder));
  const model = query.data?.find((a) => a.name === 'MLmodel' && !a.directory);
  return (
    <>
      {model && <ModelText owner={props.owner} file={model.path} address={props.address} />}
      <Await query={query}>
        {(items) => (
          <table className="t" aria-label={`Files of ${props.folder}`}>
            <tbody>
              {items.slice(0, SHOWN).map((a) => (
                <tr key={a.path}>
                  <td>
                    <button
                      type="button"
                      className="linkish row"
                      onClick={() => props.onChoose(a.path)}
                    >
                      <Icon name={a.directory ? 'folder' : 'file'} size={13} /> {a.name}
                    </button>
                  </td>
                  <td className="num muted">{a.directory ? '' : bytes(a.size)}</td>
                </tr>
              ))}
              {items.length > SHOWN && (
                <tr>
                  <td className="muted" colSpan={2}>
                    the first {SHOWN} of {plural(items.length, 'entry', 'entries')}; the tree has
                    them all
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        )}
      </Await>
    </>
  );
}

function ModelText({ owner, file, address }: { owner: Owner; file: string; address: string }) {
  const query = useQuery(textQuery(owner, file));
  return (
    <Await query={query}>
      {(text) => (
        <ModelFile text={text} owner={owner} folder={file.slice(0, -8)} address={address} />
      )}
    </Await>
  );
}
