// Shortcuts of a single key, which a person can switch off (WCAG 2.1.4), and the list of those of a page.
import { Group, Kbd, Modal, Stack, Switch, Table, Text } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { queueTexts } from '../texts/queue.ts'

const typed = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]'

/** Whether single keys do something; the choice is kept in the browser. */
export function useShortcutsChoice() {
  return useLocalStorage<boolean>({ key: 'ceralacca-shortcuts', defaultValue: true, getInitialValueInEffect: false })
}

/** Runs what a key stands for, but while somebody types or a dialogue is open. */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  const [isOn] = useShortcutsChoice()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = keys[event.key]
      if (run === undefined || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return
      if (!isOn && event.key !== '?') return
      if (event.target instanceof Element && event.target.closest(typed) !== null) return
      if (document.querySelector('[role="dialog"]') !== null) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [keys, isOn])
}

/** The keys of a page and what they do, with the switch for them. */
export function ShortcutList({ opened, close, keys }: ShortcutListProps) {
  const t = useTexts(queueTexts)
  const words = useTexts(common)
  const [isOn, choose] = useShortcutsChoice()
  return (
    <Modal opened={opened} onClose={close} title={t.shortcuts} closeButtonProps={{ 'aria-label': words.close }}>
      <Stack>
        <Table withRowBorders={false} aria-label={t.shortcuts}>
          <Table.Tbody>
            {keys.map(([key, meaning]) => (
              <Table.Tr key={key}>
                <Table.Td w={110}>
                  <Group gap={4}>
                    {key.split(' ').map((one) => (
                      <Kbd key={one}>{one}</Kbd>
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{meaning}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch label={t.shortcutsOn} checked={isOn} onChange={(event) => choose(event.currentTarget.checked)} />
      </Stack>
    </Modal>
  )
}

interface ShortcutListProps {
  opened: boolean
  close: () => void
  /** Keys, parted by blanks, and what they do. */
  keys: readonly (readonly [string, string])[]
}
