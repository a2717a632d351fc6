// What a session has told its client of the selected folder: sequence numbers are places in this list.
import { firstFrom } from './number-set.ts'
import { flagList } from './text.ts'
import type { FlaggedUid, Mailbox, SelectedFolder } from '../store/mailbox.ts'

/** The selected folder as the client knows it. */
export class SelectedView {
  readonly folder: SelectedFolder
  readonly isReadOnly: boolean
  #version: number
  #uids: number[]
  #flags: (readonly string[])[]

  constructor(folder: SelectedFolder, messages: readonly FlaggedUid[], isReadOnly: boolean) {
    this.folder = folder
    this.isReadOnly = isReadOnly
    this.#version = folder.version
    this.#uids = messages.map(({ uid }) => uid)
    this.#flags = messages.map(({ flags }) => flags)
  }

  /** In rising order; the place of each is its sequence number less one. */
  get uids(): readonly number[] {
    return this.#uids
  }

  get recent(): number {
    return this.#uids.length - firstFrom(this.#uids, this.folder.firstRecent)
  }

  /** The sequence number of the first message that was not seen. */
  get firstUnseen(): number | undefined {
    const at = this.#flags.findIndex((flags) => !flags.includes('\\Seen'))
    return at === -1 ? undefined : at + 1
  }

  numberOf(uid: number): number | undefined {
    const at = firstFrom(this.#uids, uid)
    return this.#uids[at] === uid ? at + 1 : undefined
  }

  uidAt(number: number): number | undefined {
    return this.#uids[number - 1]
  }

  /** The flags of a message, `\Recent` among them where it is. */
  flagsOf(uid: number): readonly string[] {
    const flags = this.#flags[(this.numberOf(uid) ?? 0) - 1] ?? []
    return uid >= this.folder.firstRecent ? [...flags, '\\Recent'] : flags
  }

  /** Takes flags as they are now; true where that is new. */
  take({ uid, flags }: FlaggedUid): boolean {
    const number = this.numberOf(uid)
    if (number === undefined) return false
    const known = this.#flags[number - 1] ?? []
    this.#flags[number - 1] = flags
    return known.length !== flags.length || !flags.every((flag) => known.includes(flag))
  }

  /** Learns what changed, and returns the lines that tell the client; `undefined` when the folder is gone. */
  async learn(mailbox: Mailbox): Promise<string[] | undefined> {
    const known = { version: this.#version, messages: this.#uids.length, lastUid: this.#uids.at(-1) ?? 0 }
    const changes = await mailbox.changes(this.folder.id, known)
    if (changes === 'no such folder') return undefined
    this.#version = changes.version
    const lines = changes.left === undefined ? [] : this.#drop(new Set(changes.left))
    const before = this.#uids.length
    const changed = changes.changed.toSorted((one, other) => one.uid - other.uid)
    for (const message of changed) {
      if (message.uid > known.lastUid) {
        this.#uids.push(message.uid)
        this.#flags.push(message.flags)
      } else if (this.take(message)) lines.push(this.flagLine(message.uid))
    }
    if (this.#uids.length > before) lines.push(`* ${this.#uids.length} EXISTS`, `* ${this.recent} RECENT`)
    return lines
  }

  /** The line that tells the flags of a message. */
  flagLine(uid: number, withUid = false): string {
    const said = withUid ? `UID ${uid} ` : ''
    return `* ${this.numberOf(uid) ?? 0} FETCH (${said}FLAGS ${flagList(this.flagsOf(uid))})`
  }

  /** From the last to the first, so that the numbers of those before stay as they are. */
  #drop(left: ReadonlySet<number>): string[] {
    const lines: string[] = []
    for (let at = this.#uids.length - 1; at >= 0; at -= 1)
      if (!left.has(this.#uids[at] ?? 0)) lines.push(`* ${at + 1} EXPUNGE`)
    this.#flags = this.#flags.filter((_, at) => left.has(this.#uids[at] ?? 0))
    this.#uids = this.#uids.filter((uid) => left.has(uid))
    return lines
  }
}
