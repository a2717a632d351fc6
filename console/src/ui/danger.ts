// What cannot be undone is red, and readable in both themes.

/** The one red button of a dialogue. */
export const redButton = { color: 'red.9' } as const

/** A red button among others. */
export const redOutline = {
  variant: 'outline',
  color: 'red',
  c: 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))',
} as const
