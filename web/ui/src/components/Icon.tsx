// Line icons on a 16 by 16 grid, drawn in the colour of the text around them.
const paths = {
  failed: 'M5 5l6 6M11 5l-6 6M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z',
  healed: 'M3 8a5 5 0 0 1 8.7-3.4M13 8a5 5 0 0 1-8.7 3.4M12 1.5v3.4H8.6M4 14.5v-3.4h3.4',
  check: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5 8h6',
  warned: 'M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6v.2',
  tunnel: 'M4 7.5V5.5a4 4 0 0 1 8 0v2M3 7.5h10v6.5H3z',
  unknown:
    'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM6.2 6.2a1.9 1.9 0 1 1 2.6 1.9c-.5.2-.8.6-.8 1.2M8 11.4v.2',
  ok: 'M3.5 8.5l3 3 6-7',
  info: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM8 7.4v3.6M8 4.9v.2',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  key: 'M5 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM7.5 7.5 13.5 1.5M11 4l2.5 2.5',
  chart: 'M2 14h12M4 11.5V8M8 11.5V3M12 11.5V6',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5',
  share: 'M8 9.5V2M5.2 4.6 8 1.8l2.8 2.8M4.5 7H3v7h10V7h-1.5',
  replay: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 1.8v3.4H9.8M6.7 5.8v4.4L10.4 8z',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4l3.6 3.6',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  filter: 'M2 3.5h12L9.5 9v4.5l-3-1.5V9z',
  star: 'M8 1.8l1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z',
  note: 'M3 2.5h10v7.5l-3.5 3.5H3zM13 10H9.5v3.5M5.5 5.5h5M5.5 8h3',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.5v11l8.5-5.5z',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  arrow: 'M2.5 8h10M9 4.5 12.5 8 9 11.5',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3',
  system: 'M1.5 3h13v8h-13zM5.5 14h5M8 11v3',
  moon: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z',
  language:
    'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM1.5 8h13M8 1.5c2 2 2.8 4 2.8 6.5S10 12.5 8 14.5C6 12.5 5.2 10.5 5.2 8S6 3.5 8 1.5z',
  target: 'M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM8 1v3M8 12v3M1 8h3M12 8h3',
} as const;

export type IconName = keyof typeof paths;

// Decoration only: the text beside it says the same.
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
