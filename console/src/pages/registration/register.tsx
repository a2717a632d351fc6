import { valueOf } from '@ceralacca/client'
import type { RegisterMailboxInput } from '@ceralacca/client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { numberOf, useApi, useDo } from '../../parts/api.ts'
import { afterMailboxChange } from '../../parts/mailbox.ts'
import { canBuy, useQuote } from '../../parts/quote.tsx'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { useNotice } from '../../ui/notice.ts'
import { Page } from '../../ui/page.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { ApplicantStep } from './applicant-step.tsx'
import { addressOf, membersOf, registrationOf, useDraft } from './draft.ts'
import type { Draft, DraftField } from './draft.ts'
import { fieldOf, stepOf, steps } from './fields.ts'
import type { Step } from './fields.ts'
import { HolderStep } from './holder-step.tsx'
import { MailboxStep } from './mailbox-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { StepList } from './step-list.tsx'
import { useChecks, useWarnings, WizardContext } from './wizard.ts'

interface FieldRefusal {
  field: DraftField
  text: string
}

/** Registers a mailbox step by step; what the server would refuse is said at its field, before anything is paid. */
export function Register() {
  const t = useTexts(registrationTexts)
  const { draft, set, forget } = useDraft()
  const [step, setStep] = useState<Step>('mailbox')
  const [refused, setRefused] = useState<FieldRefusal>()
  const warnings = useChecks(draft)
  const warningOf = useWarnings(warnings)
  const top = useTopOf(step)
  const goTo = (chosen: Step) => setStep(chosen)
  const next = useNext(draft, step, { goTo, refuse: setRefused })
  const change = (changes: Partial<Draft>) => {
    if (refused !== undefined && refused.field in changes) setRefused(undefined)
    set(changes)
  }
  const refusalOf = (field: DraftField) => (refused?.field === field ? refused.text : undefined)
  const views: Record<Exclude<Step, 'review'>, ReactNode> = {
    mailbox: <MailboxStep />,
    applicant: <ApplicantStep />,
    holder: <HolderStep />,
  }
  return (
    <Page title={t.title}>
      <WizardContext value={{ draft, set: change, refusalOf, warningOf }}>
        <form noValidate onSubmit={(event) => (event.preventDefault(), step !== 'review' && next.mutate())}>
          <Stack gap="lg" maw={820} ref={top} tabIndex={-1} style={{ outline: 'none' }}>
            <StepList step={step} onGo={goTo} />
            {step === 'review' ? (
              <Review warnings={warnings} onEdit={goTo} onDone={forget} />
            ) : (
              <>
                {views[step]}
                {next.isError && <Trouble error={next.error} />}
                <Moves step={step} onBack={goTo} isBusy={next.isPending} />
              </>
            )}
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {t.kept}
              </Text>
              <Button
                variant="subtle"
                color="gray"
                size="xs"
                onClick={() => {
                  forget()
                  goTo('mailbox')
                }}
              >
                {t.restart}
              </Button>
            </Group>
          </Stack>
        </form>
      </WizardContext>
    </Page>
  )
}

/** A new step begins at its top, for eyes and for screen readers. */
function useTopOf(step: Step) {
  const top = useRef<HTMLDivElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (before.current === step) return
    before.current = step
    window.scrollTo({ top: 0 })
    top.current?.focus({ preventScroll: true })
  }, [step])
  return top
}

/** On to the next step, unless the server would refuse a field of this one: then to that field. */
function useNext(
  draft: Draft,
  step: Step,
  { goTo, refuse }: { goTo: (step: Step) => void; refuse: (refusal: FieldRefusal | undefined) => void },
) {
  const api = useApi()
  const may = useMay('money')
  return useMutation({
    mutationFn: async () =>
      may ? valueOf(await api.quote({ operation: 'registerMailbox', ...membersOf(draft) })).refused : null,
    onSuccess: (refused) => {
      const field = fieldOf(refused?.number)
      if (refused === null || field === undefined || steps.indexOf(stepOf(field)) > steps.indexOf(step)) {
        refuse(undefined)
        goTo(steps[steps.indexOf(step) + 1] ?? 'review')
        return
      }
      refuse({ field, text: `${refused.number}: ${refused.message}` })
      goTo(stepOf(field))
      setTimeout(() => document.querySelector<HTMLElement>(`[name="${field}"]`)?.focus())
    },
  })
}

function Moves({ step, onBack, isBusy }: { step: Step; onBack: (step: Step) => void; isBusy: boolean }) {
  const words = useTexts(common)
  const before = steps[steps.indexOf(step) - 1]
  return (
    <Group>
      {before !== undefined && (
        <Button variant="default" onClick={() => onBack(before)}>
          {words.back}
        </Button>
      )}
      <Button type="submit" loading={isBusy}>
        {words.next}
      </Button>
    </Group>
  )
}

interface ReviewProps {
  warnings: ReturnType<typeof useChecks>
  onEdit: (step: Step) => void
  onDone: () => void
}

function Review({ warnings, onEdit, onDone }: ReviewProps) {
  const t = useTexts(registrationTexts)
  const note = useNotice()
  const words = useTexts(common)
  const formats = useFormats()
  const navigate = useNavigate()
  const may = useMay('write')
  const { draft } = useDraft()
  const quote = useQuote({ operation: 'registerMailbox', ...membersOf(draft) })
  const register = useDo((api, input: RegisterMailboxInput) => api.registerMailbox(input), afterMailboxChange)
  const wrong = fieldOf(numberOf(register.error) ?? quote.data?.refused?.number)
  const price = quote.data?.price
  const pay = () =>
    register.mutate(registrationOf(draft), {
      onSuccess: ({ id }) => {
        note(t.registered(addressOf(draft)))
        onDone()
        void navigate({ to: '/mailboxes/$id/documents', params: { id } })
      },
    })
  return (
    <>
      <ReviewStep quote={quote} warnings={warnings} onEdit={onEdit} />
      {register.isError && <Trouble error={register.error} />}
      <Group>
        <Button variant="default" onClick={() => onEdit('holder')}>
          {words.back}
        </Button>
        {wrong !== undefined && (
          <Button variant="outline" onClick={() => onEdit(stepOf(wrong))}>
            {t.correct(t[isLabelled(wrong) ? wrong : 'casella_pec'])}
          </Button>
        )}
        <ActionButton
          why={whyNot(may, canBuy(quote), words.notAllowed, quote.data?.refused?.message)}
          loading={register.isPending}
          onClick={pay}
        >
          {price === null || price === undefined ? t.registerPlain : t.register(formats.money(price))}
        </ActionButton>
      </Group>
    </>
  )
}

function whyNot(may: boolean, isPossible: boolean, notAllowed: string, refusal = '…'): string | undefined {
  if (!may) return notAllowed
  return isPossible ? undefined : refusal
}

const isLabelled = (field: DraftField): field is DraftField & keyof (typeof registrationTexts)['it'] =>
  Object.hasOwn(registrationTexts.it, field)
