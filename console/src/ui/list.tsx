import { Checkbox, ScrollArea, Table, Text } from '@mantine/core'
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

/** A list as a table. The first column names the row. */
export function List<Item>({ label, items, columns, keyOf, empty, selection }: ListProps<Item>) {
  const t = useTexts(common)
  if (items.length === 0) return <div className="sheet">{empty ?? <Text p="lg">{t.empty}</Text>}</div>
  return (
    <ScrollArea
      className="sheet"
      type="auto"
      offsetScrollbars="present"
      viewportProps={{ tabIndex: 0, 'aria-label': label, role: 'region' }}
    >
      <Table
        verticalSpacing="xs"
        horizontalSpacing="sm"
        highlightOnHover
        highlightOnHoverColor="var(--hovered)"
        aria-label={label}
      >
        <Table.Thead>
          <Table.Tr>
            {selection && <SelectAll items={items} selection={selection} />}
            {columns.map(({ title, align }) => (
              <Table.Th key={title} scope="col" ta={align ?? 'left'}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={keyOf(item)}>
              {selection && <SelectOne item={item} selection={selection} />}
              {columns.map(({ title, of, align }, place) => (
                <Table.Td key={title} ta={align ?? 'left'} {...(place === 0 && { component: 'th', scope: 'row' })}>
                  {of(item)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

function SelectAll<Item>({ items, selection }: { items: readonly Item[]; selection: Selection<Item> }) {
  const chosen = items.filter(selection.has).length
  return (
    <Table.Th w={40}>
      <Checkbox
        size="xs"
        aria-label={selection.allLabel}
        checked={chosen === items.length}
        indeterminate={chosen > 0 && chosen < items.length}
        onChange={({ currentTarget: { checked } }) => selection.set(items, checked)}
      />
    </Table.Th>
  )
}

function SelectOne<Item>({ item, selection }: { item: Item; selection: Selection<Item> }) {
  return (
    <Table.Td w={40}>
      <Checkbox
        size="xs"
        aria-label={selection.label(item)}
        checked={selection.has(item)}
        onChange={({ currentTarget: { checked } }) => selection.set([item], checked)}
      />
    </Table.Td>
  )
}
