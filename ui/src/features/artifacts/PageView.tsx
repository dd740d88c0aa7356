import { useState } from 'react';
import { fileUrl, type Owner } from './api.ts';

/**
 * An HTML page or a PDF in a frame. The page's scripts run in an origin of their own (the server's
 * answer says so too), and reach other hosts only after somebody allowed it.
 */
export function PageView({
  owner,
  file,
  kind,
}: {
  owner: Owner;
  file: string;
  kind: 'html' | 'pdf';
}) {
  const [online, setOnline] = useState(false);
  return (
    <>
      {kind === 'html' && (
        <div className="row wrap small previewtools">
          <span className="muted">
            {online
              ? 'It may load from other hosts; it still sees nothing of this server.'
              : 'Shown apart from this page, without other hosts. Figures that load their library from the web stay empty until you allow it.'}
          </span>
          <button type="button" className="btn sm" onClick={() => setOnline(!online)}>
            {online ? 'Without other hosts' : 'Allow other hosts'}
          </button>
        </div>
      )}
      <iframe
        key={String(online)}
        title={file}
        className="pageframe"
        {...(kind === 'html' ? { sandbox: 'allow-scripts' } : {})}
        referrerPolicy="no-referrer"
        src={fileUrl(owner, file, { view: online ? 'page-online' : 'page' })}
      />
    </>
  );
}
