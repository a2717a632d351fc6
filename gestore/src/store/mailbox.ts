// A mailbox as the servers of IMAP and POP3 need it: folders, messages by UID, quota, and word of what changes.

/** A message in a folder. `envelope` and `bodyStructure` are IMAP texts, one character a byte. */
export interface MessageRow {
  uid: number
  bodyId: string
  receivedAt: Date
  sizeBytes: number
  envelope: string
  bodyStructure: string
}

/** UID and flags of a message: what a session keeps of every message of its folder. */
export interface FlaggedUid {
  uid: number
  flags: readonly string[]
}

/** A folder in a list. Names are in modified UTF-7 (RFC 3501 5.1.3), parts of a path divided by `/`. */
export interface FolderName {
  name: string
  /** Such as `\Sent` (RFC 6154). */
  specialUse: string | undefined
  isSubscribed: boolean
}

export interface FolderStatus {
  messages: number
  recent: number
  unseen: number
  uidNext: number
  uidValidity: number
}

/** A folder a session has selected. `version` grows with every change in it. */
export interface SelectedFolder {
  id: string
  name: string
  uidNext: number
  uidValidity: number
  version: number
  /** The UID from which on messages are recent in this session. */
  firstRecent: number
}

/** What a session knows of its folder. */
export interface KnownFolder {
  version: number
  messages: number
  lastUid: number
}

/** What changed in a folder since a version: messages new or with other flags, and whether some are gone. */
export interface FolderChanges {
  version: number
  changed: readonly FlaggedUid[]
  /** All UIDs that are left, where some are gone. */
  left: readonly number[] | undefined
}

/** Where copied messages came to be, in the order of `from`. */
export interface Copied {
  uidValidity: number
  from: readonly number[]
  to: readonly number[]
}

export interface Appended {
  uidValidity: number
  uid: number
}

export type FlagChange = 'add' | 'remove' | 'replace'
export type NoFolder = 'no such folder'
export type OverQuota = 'over quota'
export type NameProblem = 'exists' | 'not possible' | 'too many'

/** Space in bytes. */
export interface Quota {
  usedBytes: number
  limitBytes: number
}

/** A mailbox somebody has signed in to. Every method rejects with `MailboxClosedError` once signing in is no longer allowed. */
export interface Mailbox {
  readonly id: string
  /** The name it was signed in to with. */
  readonly login: string
  folders(): Promise<readonly FolderName[]>
  create(name: string): Promise<NameProblem | undefined>
  remove(name: string): Promise<NoFolder | NameProblem | undefined>
  rename(from: string, to: string): Promise<NoFolder | NameProblem | undefined>
  subscribe(name: string, isSubscribed: boolean): Promise<NoFolder | undefined>
  status(name: string): Promise<FolderStatus | NoFolder>
  /** `examine` leaves what is recent so. */
  select(name: string, mode: 'select' | 'examine'): Promise<SelectedFolder | NoFolder>
  /** UIDs and flags of all messages of a folder, in order. */
  flaggedUids(folderId: string): Promise<readonly FlaggedUid[]>
  changes(folderId: string, known: KnownFolder): Promise<FolderChanges | NoFolder>
  /** Rows of those that are still there, in order. */
  rows(folderId: string, uids: readonly number[]): Promise<readonly MessageRow[]>
  /** The header of each body, up to and with its empty line. */
  headers(bodyIds: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  content(bodyId: string): Promise<Buffer | undefined>
  /** Returns the flags of each that is still there. */
  setFlags(
    folderId: string,
    uids: readonly number[],
    change: FlagChange,
    flags: readonly string[],
  ): Promise<readonly FlaggedUid[]>
  append(
    name: string,
    content: Buffer,
    flags: readonly string[],
    receivedAt: Date | undefined,
  ): Promise<Appended | NoFolder | OverQuota>
  copy(folderId: string, uids: readonly number[], to: string): Promise<Copied | NoFolder | OverQuota>
  move(folderId: string, uids: readonly number[], to: string): Promise<Copied | NoFolder>
  /** Removes messages marked `\Deleted`, of those given or of all; returns their UIDs. */
  expunge(folderId: string, uids?: readonly number[]): Promise<readonly number[]>
  quota(): Promise<Quota>
  /** Calls `hear` whenever the folder may have changed, until the returned function is called. */
  watch(folderId: string, hear: () => void): () => void
}

/** The mailbox was revoked, closed or removed, or its password changed, while somebody was signed in. */
export class MailboxClosedError extends Error {
  constructor() {
    super('the mailbox is closed to who signed in')
    this.name = 'MailboxClosedError'
  }
}

/** Who signs in to mailboxes. */
export interface SignIns {
  /** Returns the mailbox, or why not: wrong credentials, or a mailbox that is not in use. Guessing is slowed down. */
  signIn(login: string, password: string, from: string): Promise<Mailbox | 'wrong' | 'unavailable'>
}
