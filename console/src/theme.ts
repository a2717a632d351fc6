// The visual language in Mantine's terms; docs/visual-language.md says why.
import { createTheme } from '@mantine/core'
import type { MantineColorsTuple } from '@mantine/core'

/** Sealing wax: what one can act on. Shade 7 has a contrast of 7:1 on white. */
const wax: MantineColorsTuple = [
  '#fdf1f0',
  '#f6dfdd',
  '#ebbcb9',
  '#df9591',
  '#d2716c',
  '#c2514d',
  '#ad3a38',
  '#9b2226',
  '#7f1a1f',
  '#641318',
]

const systemFonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"

export const theme = createTheme({
  primaryColor: 'wax',
  primaryShade: { light: 7, dark: 6 },
  colors: { wax },
  fontFamily: systemFonts,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: systemFonts, fontWeight: '650' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  luminanceThreshold: 0.35,
  autoContrast: true,
})
