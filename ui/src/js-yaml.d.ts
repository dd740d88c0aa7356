declare module 'js-yaml' {
  export function load(text: string, options?: { json?: boolean }): unknown;
  export function dump(
    value: unknown,
    options?: { lineWidth?: number; sortKeys?: boolean },
  ): string;
}
