export function Evidence(_: { of: string }) {
  return null;
}
