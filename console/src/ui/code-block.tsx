import { Code, ScrollArea } from '@mantine/core'

/** A text of several lines as it is; scrolls within itself, by keyboard too. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <ScrollArea.Autosize
      mah={360}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': label, role: 'region' }}
      className="sheet"
    >
      <Code block>{children}</Code>
    </ScrollArea.Autosize>
  )
}
