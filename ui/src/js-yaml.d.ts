declare module 'js-yaml' {
  export function load(
    text: string,
    options?: {
      json?: boolean;
      listener?: (event: string, state: { anchorMap: object }) => void;
    },
  ): unknown;
  export function dump(
    value: unknown,
    options?: { lineWidth?: number; sortKeys?: boolean },
  ): string;
}
