// Files to hand in, one a slot, each looked at as soon as it is chosen.
import { Progress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { handingInTexts } from '../texts/handing-in.ts'
import { useTexts } from '../texts/language.tsx'
import { FileSlot } from '../ui/file-slot.tsx'
import { MOST_MB, pdfProblem } from '../ui/pdf-check.ts'
import type { PdfProblem } from '../ui/pdf-check.ts'
import type { UploadStage } from './upload.ts'

interface Held {
  file: File
  problem: PdfProblem | 'same' | undefined
  isChecking: boolean
  ofSeveral: boolean
}

export type Slots = ReturnType<typeof useSlots>

/** The files chosen for slots, by the slots' names. */
export function useSlots(names: readonly string[]) {
  const [held, setHeld] = useState<Readonly<Record<string, Held>>>({})
  const [isAsked, setAsked] = useState(false)
  const pick = async (name: string, file: File | undefined, ofSeveral: boolean) => {
    if (file === undefined) {
      setHeld((before) => Object.fromEntries(Object.entries(before).filter(([other]) => other !== name)))
      return
    }
    const isSame = Object.entries(held).some(([other, one]) => other !== name && isSameFile(one.file, file))
    setHeld((before) => ({ ...before, [name]: { file, problem: undefined, isChecking: true, ofSeveral } }))
    const problem = isSame ? 'same' : await pdfProblem(file)
    setHeld((before) =>
      before[name]?.file === file ? { ...before, [name]: { file, problem, isChecking: false, ofSeveral } } : before,
    )
  }
  const files = names.flatMap((name) => held[name]?.file ?? [])
  const isFine = names.every((name) => held[name]?.isChecking === false && held[name].problem === undefined)
  return { names, held, pick, isAsked, files: isFine ? files : undefined, ask: () => setAsked(true) }
}

const isSameFile = (one: File, other: File) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

/** The slots, and what is wrong with each. */
export function SlotList({ slots }: { slots: Slots }) {
  const t = useTexts(handingInTexts)
  const problemOf = (name: string): string | undefined => {
    const one = slots.held[name]
    if (one === undefined) return slots.isAsked ? t.missing : undefined
    if (one.problem === 'tooLarge') return t.tooLarge(MOST_MB)
    return one.problem === undefined ? (one.ofSeveral ? t.several : undefined) : t[one.problem]
  }
  return (
    <Stack gap="sm">
      {slots.names.map((name) => (
        <FileSlot
          key={name}
          label={name}
          accept="application/pdf,.pdf"
          file={slots.held[name]?.file}
          problem={problemOf(name)}
          isChecking={slots.held[name]?.isChecking === true}
          onPick={(file, ofSeveral) => void slots.pick(name, file, ofSeveral)}
        />
      ))}
    </Stack>
  )
}

/** How far an upload is. */
export function UploadProgress({ stage }: { stage: UploadStage }) {
  const t = useTexts(handingInTexts)
  if (stage.is === 'idle') return null
  const text = stage.is === 'reading' ? t.reading : stage.is === 'judging' ? t.judging : t.sending(stage.share)
  return (
    <Stack gap={4}>
      <Progress
        value={stage.is === 'reading' ? 5 : stage.is === 'judging' ? 100 : stage.share}
        animated={stage.is === 'judging'}
        aria-label={text}
      />
      <Text size="sm" role="status">
        {text}
      </Text>
    </Stack>
  )
}
