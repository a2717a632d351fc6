// A decision about an item, confirmed: reasons by keys, with what the customer will read before it is sent.
import type { DecideQueueItemInput, ListDecisionReasonsAnswer, ShownQueueItem } from '@ceralacca/client'
import { Checkbox, Group, Kbd, Paper, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { numberOf, useAsk, useDo } from '../api.ts'
import { factsFor } from '../queue.ts'
import type { DecisionWord } from '../queue.ts'
import { useFieldWords } from '../resource-facts.tsx'

interface DecisionProps {
  shown: ShownQueueItem
  decision: DecisionWord
  close: () => void
  /** After it was taken. */
  decided: () => void
}

/** Asks for what a decision needs, shows what it does, and makes it. */
export function DecisionDialog({ shown, decision, close, decided }: DecisionProps) {
  const t = useTexts(queueTexts)
  const { title, effect } = useDecisionTexts(shown, decision)
  const [codes, setCodes] = useState<readonly ReasonCode[]>([])
  const [note, setNote] = useState('')
  const [given, setGiven] = useState<Given>({})
  const decide = useDo((api, input: DecideQueueItemInput) => api.decideQueueItem(input), ['queue', 'mailbox'])
  const isYes = decision === 'ACCEPTED' || decision === 'DONE'
  const confirm = () => {
    const why = isYes ? {} : { reasons: [...codes], note }
    const input = { id: shown.item.id, decision, version: shown.version, ...why, ...numbered(given) }
    decide.mutate(input, { onSuccess: () => (close(), decided()) })
  }
  return (
    <Dialog
      title={title}
      action={title}
      size={isYes ? 'md' : 'xl'}
      onClose={close}
      onConfirm={confirm}
      isBusy={decide.isPending}
      isDangerous={decision === 'CALLED_OFF' || decision === 'FAILED'}
      actsOnEnter={isYes}
      error={decide.error}
    >
      <Text size="sm">{effect}</Text>
      {isYes ? (
        <Said shown={shown} given={given} give={setGiven} error={decide.error} />
      ) : (
        <Why decision={decision} codes={codes} choose={setCodes} note={note} write={setNote} />
      )}
      {numberOf(decide.error) === 141 && <Text size="sm">{t.changed}</Text>}
    </Dialog>
  )
}

function useDecisionTexts({ item }: ShownQueueItem, decision: DecisionWord): { title: string; effect: string } {
  const t = useTexts(queueTexts)
  const accepted = {
    activateMailbox: t.acceptMailbox,
    orderCertifiedDomain: t.acceptDomain,
    createRegistryRequest: t.acceptFiling,
    signRegistryRequest: t.acceptSigned,
  } satisfies Record<string, string>
  const isKnown = (name: string): name is keyof typeof accepted => Object.hasOwn(accepted, name)
  const texts: Record<DecisionWord, { title: string; effect: string }> = {
    ACCEPTED: { title: t.accept, effect: isKnown(item.operation) ? accepted[item.operation] : '' },
    SENT_BACK: { title: t.sendBack, effect: t.sendBackNote },
    CALLED_OFF: { title: t.callOff, effect: t.callOffNote },
    DONE: { title: t.done, effect: t.doneNote },
    FAILED: { title: t.failed, effect: t.failedNote },
  }
  return texts[decision]
}

type Reason = ListDecisionReasonsAnswer[number]
type ReasonCode = Reason['code']

type Given = Partial<Record<string, string>>
const flags = ['stato_fornitore', 'dns', 'config', 'certif']
const spaces = ['spazio_disco', 'spazio_storico', 'spazio_conservazione']

/** What was filled in, spaces as numbers. */
function numbered(given: Given): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value = '']) => {
      const written = value.trim()
      if (written === '') return []
      return [[name, spaces.includes(name) && /^\d+$/.test(written) ? Number(written) : written] as const]
    }),
  )
}

interface SaidProps {
  shown: ShownQueueItem
  given: Given
  give: (given: Given) => void
  error: unknown
}

/** With yes: what the provider's panel says; of a filing its code and attorney, which it needs. */
function Said({ shown: { item }, given, give, error }: SaidProps) {
  const t = useTexts(queueTexts)
  const { nameOf } = useFieldWords()
  const isFiling = item.operation === 'createRegistryRequest'
  const fields = factsFor[item.operation] ?? []
  const field = (name: string, label: string, required = false, autofocus = false) => (
    <TextInput
      key={name}
      label={label}
      required={required}
      value={given[name] ?? ''}
      placeholder={placeholderOf(name)}
      error={namedIn(error, name)}
      onChange={(event) => give({ ...given, [name]: event.currentTarget.value })}
      {...(autofocus && { 'data-autofocus': true })}
    />
  )
  if (isFiling)
    return (
      <Stack gap="xs" role="group" aria-label={t.filing}>
        {field('code', t.filingCode, true, true)}
        {field('attorney', t.attorney, true)}
        {field('attorney_code', t.attorneyCode, true)}
      </Stack>
    )
  if (fields.length === 0) return null
  return (
    <Stack gap="xs" role="group" aria-label={t.said}>
      <Text size="sm" fw={600}>
        {t.said}
      </Text>
      <Text size="xs" c="dimmed">
        {t.saidNote}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        {fields.map((name) => field(name, nameOf(name)))}
      </SimpleGrid>
    </Stack>
  )
}

const placeholderOf = (name: string): string | undefined =>
  flags.includes(name) ? 'OK / KO / MISSING' : name === 'data_scadenza' ? 'gg/mm/aaaa' : undefined

/** Whether a refusal names the field. */
const namedIn = (error: unknown, name: string): boolean =>
  error instanceof Error && new RegExp(`: ${name} `).test(error.message)

interface WhyProps {
  decision: DecisionWord
  codes: readonly ReasonCode[]
  choose: (codes: readonly ReasonCode[]) => void
  note: string
  write: (note: string) => void
}

const keysOfReasons = '1234567890bcdfghlmnpqst'

/** With no: reasons of the fixed list, each with its key, a note, and what the customer will read. */
function Why({ decision, codes, choose, note, write }: WhyProps) {
  const t = useTexts(queueTexts)
  const query = useAsk(['decision-reasons'], (api) => api.listDecisionReasons({}))
  const reasons = inOrderFor(decision, query.data ?? [])
  const toggle = (code: ReasonCode) =>
    choose(codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code])
  useKeys(reasons, toggle)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Stack gap={6} role="group" aria-label={t.reasons}>
        <Text size="sm" fw={600}>
          {t.reasons}
        </Text>
        <Text size="xs" c="dimmed">
          {t.reasonsNote}
        </Text>
        {reasons.map((reason, place) => (
          <Group key={reason.code} gap="xs" wrap="nowrap" align="flex-start">
            <Kbd size="xs" aria-hidden>
              {keysOfReasons[place]}
            </Kbd>
            <ReasonBox reason={reason} isChosen={codes.includes(reason.code)} toggle={toggle} isFirst={place === 0} />
          </Group>
        ))}
      </Stack>
      <Stack gap="sm">
        <Textarea
          label={t.note}
          autosize
          minRows={2}
          maxLength={500}
          value={note}
          onChange={(event) => write(event.currentTarget.value)}
        />
        <Preview reasons={reasons.filter(({ code }) => codes.includes(code))} note={note} />
      </Stack>
    </SimpleGrid>
  )
}

/** Each reason is chosen by its key, wherever the focus is but in the note. */
function useKeys(reasons: readonly Reason[], toggle: (code: ReasonCode) => void): void {
  useEffect(() => {
    const byKey = (event: KeyboardEvent) => {
      const reason = reasons[keysOfReasons.indexOf(event.key)]
      if (reason === undefined || event.target instanceof HTMLTextAreaElement) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      toggle(reason.code)
    }
    document.addEventListener('keydown', byKey)
    return () => document.removeEventListener('keydown', byKey)
  })
}

/** Those that fit come first: what can be mended for sending back, what is final for the end. */
function inOrderFor(decision: DecisionWord, reasons: readonly Reason[]): Reason[] {
  const endsIt = decision !== 'SENT_BACK'
  const fit = reasons.filter(({ final }) => final === endsIt)
  return endsIt ? [...fit, ...reasons.filter(({ final }) => !final)] : fit
}

interface ReasonBoxProps {
  reason: Reason
  isChosen: boolean
  isFirst: boolean
  toggle: (code: ReasonCode) => void
}

function ReasonBox({ reason: { code, it, en }, isChosen, isFirst, toggle }: ReasonBoxProps) {
  const { language } = useLanguage()
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // The list may come after the dialogue has chosen its focus.
    if (isFirst) box.current?.focus()
  }, [isFirst])
  return (
    <Checkbox
      ref={box}
      size="xs"
      label={language === 'it' ? it : en}
      checked={isChosen}
      onChange={() => toggle(code)}
      {...(isFirst && { 'data-autofocus': true })}
    />
  )
}

/** Word for word what the outcome tells the customer, in both languages. */
function Preview({ reasons, note }: { reasons: readonly Reason[]; note: string }) {
  const t = useTexts(queueTexts)
  if (reasons.length === 0 && note.trim() === '')
    return (
      <Text size="sm" c="dimmed">
        {t.previewNone}
      </Text>
    )
  return (
    <Paper withBorder p="sm" aria-live="polite" aria-label={t.preview} role="region">
      <Text size="xs" c="dimmed" mb={4}>
        {t.preview}
      </Text>
      {(['it', 'en'] as const).map((language) => (
        <Stack key={language} gap={2} mb="xs" lang={language}>
          <Text size="xs" fw={600} c="dimmed">
            {language.toUpperCase()}
          </Text>
          {reasons.map((reason) => (
            <Text key={reason.code} size="sm">
              {reason[language]}
            </Text>
          ))}
          {note.trim() !== '' && <Text size="sm">{note.trim()}</Text>}
        </Stack>
      ))}
    </Paper>
  )
}
