/** Colours of the two themes. Text on its background has a contrast of at least 4.5:1. */
export const palettes = {
  light: {
    text: '#1f2329',
    meta: '#5c6470',
    page: '#f3f4f6',
    panel: '#ffffff',
    raised: '#ffffff',
    line: '#dcdfe4',
    hover: '#f0f2f5',
    chosen: '#e4ecf7',
    primary: '#1d4f91',
    'primary-strong': '#163f75',
    'on-primary': '#ffffff',
    late: '#b42318',
    'late-soft': '#fdf0ee',
    warn: '#8a5300',
    'warn-soft': '#fdf5e3',
    good: '#24693d',
  },
  dark: {
    text: '#e4e6ea',
    meta: '#a3a9b3',
    page: '#15171a',
    panel: '#1c1f23',
    raised: '#25292e',
    line: '#363b42',
    hover: '#272b31',
    chosen: '#22344d',
    primary: '#7aa7e6',
    'primary-strong': '#9cc0f0',
    'on-primary': '#0f1e33',
    late: '#f2887e',
    'late-soft': '#3a2220',
    warn: '#e3b466',
    'warn-soft': '#352b19',
    good: '#7fc496',
  },
} as const

export type ThemeName = keyof typeof palettes

/** Puts a theme's colours before the style sheet as `--op-<name>`. */
export function applyPalette(theme: ThemeName): void {
  const root = document.documentElement
  root.dataset.theme = theme
  root.style.colorScheme = theme
  for (const [name, colour] of Object.entries(palettes[theme])) root.style.setProperty(`--op-${name}`, colour)
}
