const PATHS = {
  loop: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.8v3h-3',
  runs: 'M2 12.5 5.5 8l2.5 2.5L14 3.5M2 14.5h12',
  models: 'M8 1.8 14 5v6l-6 3.2L2 11V5zM2 5l6 3.2L14 5M8 8.2v6',
  data: 'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2zm0 0v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  deployments: 'M8 14V7.5M4.5 10 8 6.500 11.500 10M2.500 6.500a5.500 5.500 0 0 1 11 0',
  pipelines: 'M2 4h4v3H2zM10 9h4v3h-4zM10 2.500h4v3h-4zM6 5.500h2v-1.500h2M8 5.500v5h2',
  lineage:
    'M2 6.500h3.500v3H2zM10.500 2.500H14v3h-3.500zM10.500 10.500H14v3h-3.500zM5.500 8h1.500c2 0 1.500-4 3.500-4M7 8c2 0 1.500 4 3.500 4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3.500 3.500',
  keys: 'M1.500 4.500h13v8h-13zM4 7h.01M6.500 7h.01M9 7h.01M11.500 7h.01M5 10h6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z',
  auto: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  check: 'M3 8.500 6.500 12 13 4.500',
  cross: 'M4 4l8 8M12 4l-8 8',
  question: 'M5.500 6a2.500 2.500 0 1 1 3.500 2.300c-.700.300-1 .700-1 1.500M8 12.500v.01',
  alert: 'M8 2 15 14H1zM8 6.500v3.500M8 12v.01',
  right: 'M6 3.500 10.500 8 6 12.500',
  down: 'M3.500 6 8 10.500 12.500 6',
  up: 'M3.500 10 8 5.500 12.500 10',
  folder: 'M1.500 3.500h4.500l1.500 2h7v8h-13z',
  file: 'M3.500 1.500h6l3 3v10h-9zM9.500 1.500v3h3',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.500V8l2.500 1.500',
  spin: 'M8 2a6 6 0 1 1-6 6',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  back: 'M6 3 2.500 6.500 6 10M2.500 6.500h7a4 4 0 0 1 0 8H7',
  pin: 'M6 2h4l.500 5 2 2.500h-9L5.500 7zM8 9.500v5',
  traces: 'M2 3.500h9M4.500 8h9.500M7 12.500h5',
  reports: 'M3.500 1.500h9v13h-9zM6 5h4M6 8h4M6 11h2',
  chat: 'M2 3h12v8H7l-3 3v-3H2z',
  edit: 'M3 13l.600-3 7.400-7.400 2.400 2.400L6 12.400zM10 4l2 2',
  trash: 'M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.600 9h5.800l.600-9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 14 ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
