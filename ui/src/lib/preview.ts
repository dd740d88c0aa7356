/** Which preview fits a file, by its name and its size. */

export type PreviewKind =
  | 'image'
  | 'table'
  | 'csv'
  | 'json'
  | 'yaml'
  | 'markdown'
  | 'notebook'
  | 'html'
  | 'pdf'
  | 'audio'
  | 'video'
  | 'text'
  | 'binary';

const ENDINGS: [RegExp, PreviewKind][] = [
  [/\.(png|jpe?g|gif|webp|svg|avif|bmp)$/i, 'image'],
  [/\.(csv|tsv)(\.gz)?$/i, 'csv'],
  [/\.parquet$/i, 'table'],
  [/\.ipynb$/i, 'notebook'],
  [/\.html?$/i, 'html'],
  [/\.pdf$/i, 'pdf'],
  [/\.(mp3|wav|ogg|flac|m4a)$/i, 'audio'],
  [/\.(mp4|webm|mov)$/i, 'video'],
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.jsonl$/i, 'table'],
  [/\.(json|geojson)$/i, 'json'],
  [/(\.ya?ml$|(^|\/)MLmodel$)/i, 'yaml'],
  [
    /\.(arrow|feather|bin|pkl|pickle|joblib|npy|npz|onnx|ubj|zip|gz|bz2|xz|tar|model|so|pt|pth|h5|keras|safetensors|db|sqlite|jar|whl|skops)$/i,
    'binary',
  ],
];

/** Bytes up to which a text is fetched whole for its preview. */
export const TEXT_LIMIT = 2_000_000;
/** Bytes of the end that are fetched of a longer log. */
export const TAIL = 256_000;
/** Bytes up to which tables and notebooks are read. */
export const STRUCTURED_LIMIT = 8_000_000;
/** Rows of a table that are kept in the page. */
export const ROW_LIMIT = 10_000;

export function kindOf(path: string): PreviewKind {
  for (const [ending, kind] of ENDINGS) if (ending.test(path)) return kind;
  return 'text';
}

/** Whether the bytes look like text: no NUL, and few control characters, in the first 4 KiB. */
export function looksLikeText(text: string): boolean {
  const head = text.slice(0, 4096);
  let odd = 0;
  for (let i = 0; i < head.length; i += 1) {
    const c = head.charCodeAt(i);
    if (c === 0) return false;
    if (c === 0xfffd || (c < 32 && c !== 9 && c !== 10 && c !== 13 && c !== 27)) odd += 1;
  }
  return odd <= head.length / 20;
}

/** Whether a file is what a run wrote to its console, by the names people give such files. */
export function isConsole(path: string): boolean {
  return (
    /^(output|console|stdout|stderr|train|training)\.(log|txt)$/i.test(path) ||
    /^(logs?|console)\/[^/]+\.(txt|log|out|err)$/i.test(path)
  );
}
