/** Line drawings on a grid of 24, drawn for these pages; each is decoration, so the words beside it carry the meaning. */
const DRAWINGS = {
  sun: 'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.800a3.500 3.500 0 0 1 0 6.400M18 14.500c2 .7 3.200 2.500 3.500 5.500',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.500 20.500c.6-4.300 3.300-6.500 7.500-6.500s6.900 2.200 7.500 6.500',
  letters: 'M3 6.500h18v12H3zM3 7l9 7 9-7',
  hand: 'M12 3v10M8 8l4-5 4 5M4 14v6h16v-6',
  gift: 'M4 11h16v9H4zM3 7.500h18V11H3zM12 7.500V20M12 7.500C9 7.500 7 6.500 7 4.800S9.500 2.500 12 7.500c2.500-5 5-4.400 5-2.700S15 7.500 12 7.500',
  megaphone: 'M4 10v4l3 .5L8.500 20H11l-1-5 9 4V5L8 9.500zM19 9.500c1.700.6 1.700 4.400 0 5',
  chart: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  till: 'M4 13h16v7H4zM6 13l1.500-5h9L18 13M9 8V4h6v4M8 16.500h8',
  sliders: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800v4.400M9 14.800v4.400',
  dots: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13M15.500 15.500 21 21',
  check: 'M4.500 12.500 10 18 20 6.500',
  cross: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  back: 'M14.500 5.500 8 12l6.500 6.500',
  next: 'M9.500 5.500 16 12l-6.500 6.500',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.500l3.500 2',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4',
  phone:
    'M5 4h4l1.500 5-2.500 1.500a12 12 0 0 0 5.500 5.500L15 13.500l5 1.500v4c0 .8-.7 1.500-1.500 1.500C10.500 20.500 3.500 13.500 3.500 5.500 3.500 4.700 4.200 4 5 4',
  door: 'M6 21V3.500h12V21M3.500 21h17M14.500 12.500v.01',
  note: 'M5 4h14v11l-5 5H5zM19 15h-5v5M8.500 9h7M8.500 12.500h4',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  box: 'M4 8l8-4.500L20 8v8l-8 4.500L4 16zM4 8l8 4.500L20 8M12 12.500v8',
  basket: 'M4 9.500h16l-1.500 10h-13zM8 9.500l3-6M16 9.500l-3-6',
  warning: 'M12 4 2.500 20h19zM12 10v4.500M12 17.300v.01',
  shield: 'M12 3l7.500 3v5.500c0 4.500-3 7.600-7.500 9.500-4.500-1.900-7.500-5-7.500-9.500V6z',
  undo: 'M9 5 4.500 9.500 9 14M4.500 9.500H14a5 5 0 0 1 0 10h-3',
  key: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 12h9M18 12v3.500M15 12v2.500',
  star: 'M12 3.500l2.600 5.500 6 .8-4.400 4.200 1.100 6L12 17l-5.300 3 1.100-6L3.400 9.800l6-.8z',
  pin: 'M12 21.500c-4.500-5-7-8.500-7-11.500a7 7 0 0 1 14 0c0 3-2.500 6.500-7 11.500M12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5',
  calendar: 'M4 6h16v14H4zM4 10h16M8.500 3.500V7M15.500 3.500V7',
  out: 'M4 12h15M13 6l6 6-6 6',
  clip: 'M8 12.500l6-6a3 3 0 0 1 4.300 4.300l-8.500 8.500a4.800 4.800 0 0 1-6.800-6.800L11 4.500',
  download: 'M12 4v11M7 10.500l5 5 5-5M4.500 20h15',
  upload: 'M12 15V4M7 8.500l5-5 5 5M4.500 20h15',
  merge: 'M6 3.500v5c0 3 2.500 3.500 6 3.500M18 3.500v5c0 3-2.500 3.500-6 3.500v8.500M9 17.500l3 3 3-3',
  camera: 'M3.500 8H8l1.500-3h5L16 8h4.500v12h-17zM12 17.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7',
  cake: 'M4 20h16v-8H4zM4 15.500c2 1.500 3.300 1.500 5.300 0 2 1.500 3.300 1.500 5.400 0 2 1.500 3.300 1.500 5.300 0M12 12V8M12 3.500c1.500 1.800 1.500 3 0 4-1.500-1-1.500-2.200 0-4'
} as const

export type IconName = keyof typeof DRAWINGS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={DRAWINGS[name]} />
    </svg>
  )
}

/** The mark: two links of a chain, the second one holding the first. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      stroke-width="3"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <rect x="4.500" y="9.500" width="14" height="13" rx="6.500" />
      <path d="M15 9.500h6a6.500 6.500 0 0 1 0 13h-3.500M13 16a6.500 6.500 0 0 1 .5-2.500" />
    </svg>
  )
}
