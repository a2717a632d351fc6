// A client's session and what a command may do with it.
import type { Arguments } from './arguments.ts'
import type { SelectedView } from './selected-view.ts'
import type { Mailbox, SignIns } from '../store/mailbox.ts'

/** How a command ended; `code` is a response code such as `TRYCREATE`. */
export interface Outcome {
  is: 'OK' | 'NO' | 'BAD'
  code?: string
  text: string
}

export const ok = (text: string, code?: string): Outcome => ({
  is: 'OK',
  text,
  ...(code === undefined ? {} : { code }),
})
export const no = (text: string, code?: string): Outcome => ({
  is: 'NO',
  text,
  ...(code === undefined ? {} : { code }),
})
export const bad = (text: string): Outcome => ({ is: 'BAD', text })

export interface Session {
  readonly signIns: SignIns
  /** Where the client connects from. */
  readonly from: string
  /** Encrypted, or from this machine: a password may be sent. */
  readonly mayTakePassword: boolean
  readonly mayEncrypt: boolean
  mailbox: Mailbox | undefined
  selected: SelectedView | undefined
  /** Set by LOGOUT: the connection ends with the command. */
  isLeaving: boolean
  /** Writes lines, each with its line end. */
  say(...lines: string[]): Promise<void>
  /** Writes pieces as they are. */
  write(pieces: readonly (string | Buffer)[]): Promise<void>
  /** Asks for the rest of a command, and returns the next line. */
  ask(text: string): Promise<string | undefined>
  /** Lets the client wait until it sends a line; meanwhile `hear` runs for whatever `watch` tells. */
  idle(watch: (told: () => void) => () => void, hear: () => Promise<void>): Promise<string | undefined>
  /** Encrypts the connection, after the command was answered. */
  encryptNext(): void
}

/** A session in which somebody has signed in. */
export type SignedInSession = Session & { mailbox: Mailbox }
/** A session in which a folder is selected. */
export type SelectedSession = SignedInSession & { selected: SelectedView }

/**
 * A command. What changed in the selected folder is told after it, unless `keepsNumbers`: sequence numbers must not change
 * then (RFC 3501 7.4.1).
 */
export type Command =
  | { needs: 'nothing'; run(session: Session, args: Arguments): Promise<Outcome> }
  | { needs: 'nobody'; run(session: Session, args: Arguments): Promise<Outcome> }
  | { needs: 'mailbox'; run(session: SignedInSession, args: Arguments): Promise<Outcome> }
  | {
      needs: 'folder'
      keepsNumbers?: true
      run(session: SelectedSession, args: Arguments): Promise<Outcome>
    }

export type Commands = Readonly<Record<string, Command>>

/** Characters out of the bytes of a client's text. */
export const characters = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
