// What a certified message consists of, as it is told.
import { certifiedKinds } from './certification-data.ts'

/** What a message says to be by its header. `ordinary`: nothing of certified mail. */
export const messageKinds = [...certifiedKinds, 'busta-anomalia', 'ordinary'] as const
export type MessageKind = (typeof messageKinds)[number]

/** A header as far as it is of interest, decoded. */
export interface MessageHeader {
  from: string[]
  /** What is shown instead of the first of them. */
  shownFrom: string
  to: string[]
  cc: string[]
  subject: string
  date?: Date
  messageId?: string
  /** X-Riferimento-Message-ID. */
  reference?: string
}

/** One part of a message that is no multipart: never its content. */
export interface PartOutline {
  name?: string
  type: string
  sizeBytes: number
}

/** The message inside: `postacert.eml`. */
export interface InnerMessage {
  header: MessageHeader
  parts: PartOutline[]
}
