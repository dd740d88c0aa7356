export function PipelinesPage() {
  return null;
}
export function PipelineRunPage() {
  return null;
}
