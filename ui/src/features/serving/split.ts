/** Who answers which part of a deployment's requests, while it is being changed. Pure. */
import type { Traffic, Variant } from '../../api/types.ts';

/** A variant as somebody wants it. */
export interface Wanted {
  name: string;
  model: string;
  follow: string;
  share: number;
  shadow: boolean;
}

export const wantedOf = (v: Variant): Wanted => ({
  name: v.name,
  model: v.model,
  follow: v.follows,
  share: v.share,
  shadow: v.shadow,
});

/** Percent that is left to the deployment's own version. */
export function ownShare(variants: readonly Pick<Wanted, 'share' | 'shadow'>[]): number {
  const rest = 100 - variants.reduce((a, v) => a + (v.shadow ? 0 : v.share), 0);
  return Math.max(0, round(rest));
}

/** The shares with one set anew; it takes no more than the others leave it. */
export function moved(variants: readonly Wanted[], name: string, share: number): Wanted[] {
  const one = variants.find((v) => v.name === name);
  if (!one) return [...variants];
  const most = one.shadow ? 100 : round(ownShare(variants) + one.share);
  const share2 = Math.min(Math.max(0, round(share)), most);
  return variants.map((v) => (v.name === name ? { ...v, share: share2 } : v));
}

/** The largest share that a variant may take. */
export function most(variants: readonly Wanted[], name: string): number {
  const one = variants.find((v) => v.name === name);
  return !one || one.shadow ? 100 : round(ownShare(variants) + one.share);
}

export const round = (n: number) => Math.round(n * 100) / 100;

export const followWords = (follow: string) => {
  const [kind, ...rest] = follow.split(':');
  const what = rest.join(':');
  return kind === 'version' ? `v${what}` : what || follow;
};

const percentText = (n: number) => `${round(n)} %`;

/** What will change, in sentences; empty when nothing does. */
export function changes(now: Traffic, wanted: readonly Wanted[]): string[] {
  const said: string[] = [];
  const who = (v: Wanted) =>
    `${v.name} (${v.model === now.model ? '' : `${v.model} `}${followWords(v.follow)})`;
  for (const v of wanted) {
    const before = now.variants.find((x) => x.name === v.name);
    if (!before)
      said.push(
        v.shadow
          ? `${who(v)} begins to listen to ${percentText(v.share)} of the requests as a shadow; its answers are never returned.`
          : `${who(v)} begins to answer ${percentText(v.share)} of the requests.`,
      );
    else {
      if (before.follows !== v.follow || before.model !== v.model)
        said.push(
          `${v.name} follows ${followWords(v.follow)} instead of ${followWords(before.follows)}.`,
        );
      if (before.shadow !== v.shadow)
        said.push(
          v.shadow
            ? `${who(v)} answers no more and listens to ${percentText(v.share)} of the requests.`
            : `${who(v)} listens no more and answers ${percentText(v.share)} of the requests.`,
        );
      else if (before.share !== v.share)
        said.push(
          `${who(v)} ${v.shadow ? 'listens to' : 'answers'} ${percentText(v.share)} of the requests instead of ${percentText(before.share)}.`,
        );
    }
  }
  for (const gone of now.variants)
    if (!wanted.some((v) => v.name === gone.name))
      said.push(
        gone.shadow
          ? `${who(wantedOf(gone))} listens no more; its comparison is lost.`
          : `${who(wantedOf(gone))} answers no more.`,
      );
  const own = ownShare(wanted);
  const before = ownShare(now.variants);
  if (said.length > 0 && own !== before)
    said.push(
      `${now.version === undefined ? 'The own version' : `v${now.version}`} answers ${percentText(own)} instead of ${percentText(before)}.`,
    );
  return said;
}

/** What is wrong with a new variant; null when nothing is. */
export function refusedBecause(variants: readonly Wanted[], next: Wanted): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/.test(next.name))
    return 'A name is up to 50 letters, digits, . _ -';
  if (variants.some((v) => v.name === next.name)) return `There is a ${next.name} already.`;
  if (variants.length >= 20) return 'There are 20 variants, the most there may be.';
  if (!/^(alias|stage|version):.+/.test(next.follow)) return 'Choose what it follows.';
  return null;
}

/** Where a listener's answers agree with what was returned, 0 to 1; null without rows. */
export function agreement(v: Variant): number | null {
  return v.compared && v.compared.rows > 0 ? v.compared.same / v.compared.rows : null;
}
