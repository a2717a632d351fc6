// The visual language in Mantine's terms; docs/visual-language.md says why.
import { Anchor, createTheme, Text } from '@mantine/core'
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

/** What cannot be undone, and what went wrong. Shade 7 has a contrast of 5.7:1 on the page; Mantine's own has 3.7:1. */
const red: MantineColorsTuple = [
  '#fff0f0',
  '#ffdede',
  '#ffbcbc',
  '#ff9494',
  '#f77070',
  '#e85252',
  '#d93b3b',
  '#c02626',
  '#a51d1d',
  '#861414',
]

const systemFonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"

export const theme = createTheme({
  primaryColor: 'wax',
  primaryShade: { light: 7, dark: 6 },
  colors: { wax, red },
  fontFamily: systemFonts,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: systemFonts, fontWeight: '650' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  luminanceThreshold: 0.35,
  autoContrast: true,
  // One size for reading; notes and titles say theirs.
  components: {
    Text: Text.extend({ defaultProps: { size: 'sm' } }),
    Anchor: Anchor.extend({ defaultProps: { size: 'sm' } }),
  },
})
