export function DatasetsPage() {
  return null;
}
export function DatasetPage() {
  return null;
}
export function DataVersionPage() {
  return null;
}
