import { Checkbox, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'

export interface Column<Item> {
  title: string
  of: (item: Item) => ReactNode
  /** Numbers and money stand at the right. */
  align?: 'right'
}

/** Which rows are chosen, and how to choose others. */
export interface Selection<Item> {
  has: (item: Item) => boolean
  set: (items: readonly Item[], isChosen: boolean) => void
  /** What the boxes are called. */
  label: (item: Item) => string
  allLabel: string
}

interface ListProps<Item> {
  /** What is listed, for those who cannot see it. */
  label: string
  items: readonly Item[]
  columns: readonly Column<Item>[]
  keyOf: (item: Item) => string
  /** What to say where there is nothing. */
  empty?: ReactNode
  selection?: Selection<Item>
}

/** A list as a table, of plain elements: a page has hundreds of cells. The first column names the row. */
export function List<Item>({ label, items, columns, keyOf, empty, selection }: ListProps<Item>) {
  const t = useTexts(common)
  if (items.length === 0) return <div className="sheet">{empty ?? <Text p="lg">{t.empty}</Text>}</div>
  return (
    <div className="sheet list" role="region" aria-label={label} tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            {selection && <SelectAll items={items} selection={selection} />}
            {columns.map(({ title, align }) => (
              <th key={title} scope="col" data-align={align}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {selection && <SelectOne item={item} selection={selection} />}
              {columns.map(({ title, of, align }, place) =>
                place === 0 ? (
                  <th key={title} scope="row" data-align={align}>
                    {of(item)}
                  </th>
                ) : (
                  <td key={title} data-align={align}>
                    {of(item)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SelectAll<Item>({ items, selection }: { items: readonly Item[]; selection: Selection<Item> }) {
  const chosen = items.filter(selection.has).length
  return (
    <th className="choice">
      <Checkbox
        size="xs"
        aria-label={selection.allLabel}
        checked={chosen === items.length}
        indeterminate={chosen > 0 && chosen < items.length}
        onChange={({ currentTarget: { checked } }) => selection.set(items, checked)}
      />
    </th>
  )
}

function SelectOne<Item>({ item, selection }: { item: Item; selection: Selection<Item> }) {
  return (
    <td className="choice">
      <Checkbox
        size="xs"
        aria-label={selection.label(item)}
        checked={selection.has(item)}
        onChange={({ currentTarget: { checked } }) => selection.set([item], checked)}
      />
    </td>
  )
}
