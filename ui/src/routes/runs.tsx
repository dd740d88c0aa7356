export function RunsPage() {
  return null;
}
export function ComparePage() {
  return null;
}
