/** Images that runs logged at steps, by the names that MLflow's client gives their files. */

export interface LoggedImage {
  /** The file's path among the run's artifacts. */
  path: string;
  key: string;
  step: number;
  at: number;
  /** The small copy that MLflow's client puts beside it. */
  thumb?: string;
}

const NAMED =
  /^images\/(.+)[%+]step[%+](-?\d+)[%+]timestamp[%+](\d+)[%+]([^%+/]+)\.(png|webp|jpe?g|gif)$/i;
const SMALL = /[%+]compressed\.webp$/i;
const PLAIN = /\.(png|webp|jpe?g|gif|svg)$/i;

/**
 * The images among paths: `images/KEY+step+3+timestamp+…+ID.png`, the small copies beside them left
 * out; any other image in the folder stands by its own name at step 0.
 */
export function loggedImages(paths: readonly string[]): LoggedImage[] {
  const found: LoggedImage[] = [];
  const small = new Set(paths.filter((p) => SMALL.test(p)));
  for (const path of paths) {
    if (SMALL.test(path)) continue;
    const match = NAMED.exec(path);
    if (match) {
      const key = match[1]!.replaceAll(/[~#]/g, '/');
      const base = path.slice(0, path.lastIndexOf('.'));
      const thumb = ['+', '%'].map((c) => `${base}${c}compressed.webp`).find((t) => small.has(t));
      const at = Number(match[3]);
      found.push({ path, key, step: Number(match[2]), at, ...(thumb ? { thumb } : {}) });
    } else if (PLAIN.test(path)) {
      found.push({ path, key: path.replace(/^images\//, ''), step: 0, at: 0 });
    }
  }
  return found.sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : a.step - b.step || a.at - b.at,
  );
}

/** The image of a key that was logged last at or before the step. */
export function imageAt(
  images: readonly LoggedImage[],
  key: string,
  step: number,
): LoggedImage | undefined {
  return images.filter((i) => i.key === key && i.step <= step).at(-1);
}

/** All steps at which any of the runs logged an image, in order. */
export function stepsOf(runs: readonly (readonly LoggedImage[])[]): number[] {
  return [...new Set(runs.flatMap((r) => r.map((i) => i.step)))].sort((a, b) => a - b);
}
