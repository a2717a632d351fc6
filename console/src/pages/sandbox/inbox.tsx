import type { CaughtCallback } from '@ceralacca/client'
import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { Asked } from '../../ui/asked.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { Pages } from '../../ui/pages.tsx'
import { State } from '../../ui/state.tsx'
import { SandboxFrame } from './frame.tsx'

const PAGE_SIZE = 20
const EVERY_MS = 3_000

/** Callbacks that were sent to the sandbox itself, newest first; whoever tests waits for the next one here. */
export function SandboxInbox() {
  const t = useTexts(sandboxTexts)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(
    ['inbox', { cursor }],
    (api) => api.listInbox({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor: Number(cursor) }) }),
    { pollWhile: () => cursor === undefined, everyMs: EVERY_MS },
  )
  return (
    <SandboxFrame title={t.inbox}>
      <Text size="sm">{t.inboxText}</Text>
      <Copyable text={`${location.origin}/v1/sandbox/inbox/callback`} label={t.inboxUrl} />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <Text className="sheet" p="lg">
                {t.inboxNone}
              </Text>
            )}
            {items.map((caught) => (
              <Caught key={`${caught.at} ${caught.headers['webhook-id'] ?? ''}`} caught={caught} />
            ))}
            <Pages
              page={page}
              isLast={next === null}
              onChange={(chosen) => turn(chosen, next === null ? null : String(next))}
            />
          </>
        )}
      </Asked>
    </SandboxFrame>
  )
}

function Caught({ caught: { at, path, headers, body, signature_right } }: { caught: CaughtCallback }) {
  const t = useTexts(sandboxTexts)
  const formats = useFormats()
  const [isOpen, { toggle }] = useDisclosure()
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Stack component="article" className="sheet" p="sm" gap="xs" aria-label={`${t.arrived} ${formats.moment(at)}`}>
      <Group justify="space-between">
        <Group gap="sm">
          <Text size="sm">{formats.moment(at)}</Text>
          <Code style={{ overflowWrap: 'anywhere' }}>{path}</Code>
          <State mood={signature_right ? 'good' : 'wrong'}>{signature_right ? t.signed : t.unsigned}</State>
        </Group>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? t.hide : t.show}: ${formats.moment(at)}`}
          onClick={toggle}
        >
          {isOpen ? t.hide : t.show}
        </Button>
      </Group>
      {isOpen && (
        <Stack gap="xs">
          <CodeBlock label={t.headers}>{named.join('\n')}</CodeBlock>
          <CodeBlock label={t.body}>{body}</CodeBlock>
        </Stack>
      )}
    </Stack>
  )
}
