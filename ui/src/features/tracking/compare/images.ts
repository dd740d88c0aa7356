/** Images that runs logged at steps, by the names that MLflow's client gives their files. */

export interface LoggedImage {
  /** The file's path among the run's artifacts. */
  path: string;
  key: string;
  step: number;
  at: number;
}

const NAMED =
  /^images\/(.+)[%+]step[%+](-?\d+)[%+]timestamp[%+](\d+)[%+]([^%+/]+)\.(png|webp|jpe?g|gif)$/i;
const PLAIN = /\.(png|webp|jpe?g|gif|svg)$/i;

/**
 * The images among paths: `images/KEY+step+3+timestamp+…+ID.png`, the small copies beside them left
 * out; any other image in the folder stands by its own name at step 0.
 */
export function loggedImages(paths: readonly string[]): LoggedImage[] {
  const found: LoggedImage[] = [];
  for (const path of paths) {
    if (/[%+]compressed\.webp$/i.test(path)) continue;
    const match = NAMED.exec(path);
    if (match) {
      const key = match[1]!.replaceAll(/[~#]/g, '/');
      found.push({ path, key, step: Number(match[2]), at: Number(match[3]) });
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
