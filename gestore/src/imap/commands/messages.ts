// Commands on messages: APPEND, STORE, COPY, MOVE, EXPUNGE (RFC 3501 6.3.11, 6.4; RFC 4315; RFC 6851).
import { BadCommandError } from '../arguments.ts'
import type { Arguments } from '../arguments.ts'
import { settableFlags } from '../flags.ts'
import { readName } from '../folder-name.ts'
import { named } from '../named-messages.ts'
import type { By } from '../named-messages.ts'
import { formatNumberSet } from '../number-set.ts'
import { no, ok } from '../session.ts'
import type { Commands, Outcome, SelectedSession } from '../session.ts'
import { parseDateTime } from '../text.ts'
import { fetch } from './fetch.ts'
import { search } from './search.ts'
import type { Copied, FlagChange, NoFolder, OverQuota } from '../../store/mailbox.ts'

const readOnly = () => no('The folder was opened for reading alone', 'CANNOT')

export const messages: Commands = {
  APPEND: {
    needs: 'mailbox',
    async run({ mailbox }, args) {
      const name = readName(args)
      args.space()
      const flags = args.sees('(') ? readFlagList(args) : []
      const receivedAt = args.sees('"') ? readDateTime(args) : undefined
      const content = args.literal()
      args.end()
      if (content.length === 0) return no('There is nothing in it')
      const appended = await mailbox.append(name, content, settableFlags(flags), receivedAt)
      if (typeof appended === 'string') return notStored(appended)
      return ok('Stored', `APPENDUID ${appended.uidValidity} ${appended.uid}`)
    },
  },
  CHECK: {
    needs: 'folder',
    async run(_session, args) {
      args.end()
      return ok('Done')
    },
  },
  EXPUNGE: {
    needs: 'folder',
    async run({ mailbox, selected }, args) {
      args.end()
      if (selected.isReadOnly) return readOnly()
      await mailbox.expunge(selected.folder.id)
      return ok('Removed')
    },
  },
  FETCH: { needs: 'folder', keepsNumbers: true, run: (session, args) => fetch(session, args.space(), 'number') },
  SEARCH: { needs: 'folder', keepsNumbers: true, run: (session, args) => search(session, args.space(), 'number') },
  STORE: { needs: 'folder', keepsNumbers: true, run: (session, args) => store(session, args.space(), 'number') },
  COPY: { needs: 'folder', run: (session, args) => copy(session, args.space(), 'number', 'copy') },
  MOVE: { needs: 'folder', run: (session, args) => copy(session, args.space(), 'number', 'move') },
  UID: {
    needs: 'folder',
    run(session, args) {
      const word = args.space().word('a command')
      args.space()
      if (word === 'FETCH') return fetch(session, args, 'uid')
      if (word === 'SEARCH') return search(session, args, 'uid')
      if (word === 'STORE') return store(session, args, 'uid')
      if (word === 'COPY' || word === 'MOVE') return copy(session, args, 'uid', word === 'COPY' ? 'copy' : 'move')
      if (word === 'EXPUNGE') return expungeSome(session, args)
      throw new BadCommandError('No such command')
    },
  },
}

function readFlagList(args: Arguments): string[] {
  const flags = args.list(() => args.flag())
  args.space()
  return flags
}

function readDateTime(args: Arguments): Date {
  const at = parseDateTime(args.string())
  if (at === undefined) throw new BadCommandError('A date and time is missing')
  args.space()
  return at
}

const notStored = (why: NoFolder | OverQuota): Outcome =>
  why === 'over quota'
    ? no('There is no space left', 'OVERQUOTA')
    : no('There is no such folder; it may be made', 'TRYCREATE')

async function expungeSome(session: SelectedSession, args: Arguments): Promise<Outcome> {
  const set = args.numberSet()
  args.end()
  if (session.selected.isReadOnly) return readOnly()
  await session.mailbox.expunge(session.selected.folder.id, named(session, set, 'uid'))
  return ok('Removed')
}

const changes: Readonly<Record<string, FlagChange>> = { '+': 'add', '-': 'remove', '': 'replace' }

async function store(session: SelectedSession, args: Arguments, by: By): Promise<Outcome> {
  const set = args.numberSet()
  const [, sign, , silent] = /^([+-]?)(FLAGS)(\.SILENT)?$/i.exec(args.space().match(/[+-]?[A-Za-z.]+/y) ?? '') ?? []
  const change = sign === undefined ? undefined : changes[sign]
  if (change === undefined) throw new BadCommandError('FLAGS is missing')
  args.space()
  const flags = settableFlags(args.sees('(') ? args.list(() => args.flag()) : readFlags(args))
  args.end()
  const { selected, mailbox } = session
  if (selected.isReadOnly) return readOnly()
  const stored = await mailbox.setFlags(selected.folder.id, named(session, set, by), change, flags)
  for (const message of stored) selected.take(message)
  if (silent === undefined) await session.say(...stored.map(({ uid }) => selected.flagLine(uid, by === 'uid')))
  return ok('Stored')
}

/** Flags without parentheses. */
function readFlags(args: Arguments): string[] {
  const flags = [args.flag()]
  while (args.takes(' ')) flags.push(args.flag())
  return flags
}

async function copy(session: SelectedSession, args: Arguments, by: By, how: 'copy' | 'move'): Promise<Outcome> {
  const set = args.numberSet()
  const to = readName(args)
  args.end()
  const { mailbox, selected } = session
  if (how === 'move' && selected.isReadOnly) return readOnly()
  const copied = await mailbox[how](selected.folder.id, named(session, set, by), to)
  if (typeof copied === 'string') return notStored(copied)
  if (copied.from.length === 0) return ok('There was nothing to do')
  if (how === 'copy') return ok('Copied', copyUid(copied))
  // Before what is gone is told (RFC 6851 4.3).
  await session.say(`* OK [${copyUid(copied)}] Moved`)
  return ok('Moved')
}

const copyUid = ({ uidValidity, from, to }: Copied) =>
  `COPYUID ${uidValidity} ${formatNumberSet(from)} ${formatNumberSet(to)}`
