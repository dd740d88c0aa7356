/** How a version that answers is named and coloured: those of another model by both their names. */
import { runColour, versionColour } from '../../lib/colour.ts';

interface Served {
  model: string;
  version?: number;
}

export function servedName(own: string, of: Served): string {
  const version = of.version === undefined ? 'no version yet' : `v${of.version}`;
  return of.model === own ? version : `${of.model} ${version}`;
}

export function servedColour(own: string, of: Served): string {
  if (of.version === undefined) return 'var(--hatch)';
  return of.model === own ? versionColour(of.version) : runColour(`${of.model}/${of.version}`);
}
