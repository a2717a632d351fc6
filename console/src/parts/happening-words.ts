import { eventTexts, moveTexts } from '../texts/history.ts'
import type { MovingKind } from '../texts/history.ts'
import { useTexts } from '../texts/language.tsx'

/** Moves and events in plain words; what is not known here by its name on the wire. */
export function useHappeningWords(kind: MovingKind): (name: string) => string {
  const moves = {
    mailbox: useTexts(moveTexts.mailbox),
    'certified-domain': useTexts(moveTexts['certified-domain']),
    'registry-request': useTexts(moveTexts['registry-request']),
  }
  const words = new Map<string, string>(Object.entries({ ...useTexts(eventTexts), ...moves[kind] }))
  return (name) => words.get(name) ?? name
}
