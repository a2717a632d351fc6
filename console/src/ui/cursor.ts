import { useState } from 'react'

/** Walks a list whose pages name the one after them. `restart` where something else is asked for. */
export function useCursor() {
  const [cursors, setCursors] = useState<readonly string[]>([])
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    /** Goes to a page: the one before or after, whose cursor the page shown has told. */
    turnTo: (page: number, next: string | null) =>
      setCursors((before) =>
        page <= before.length ? before.slice(0, page - 1) : next === null ? before : [...before, next],
      ),
    restart: () => setCursors([]),
  }
}
