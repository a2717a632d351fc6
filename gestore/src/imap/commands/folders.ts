// Commands on folders (RFC 3501 6.3) and space (RFC 9208).
import { BadCommandError } from '../arguments.ts'
import type { Arguments } from '../arguments.ts'
import { readName } from '../folder-name.ts'
import { fitsPattern } from '../list-pattern.ts'
import { SelectedView } from '../selected-view.ts'
import { no, ok } from '../session.ts'
import type { Commands, Outcome, Session, SignedInSession } from '../session.ts'
import { flagList, folderName } from '../text.ts'
import { systemFlags } from '../flags.ts'
import type { FolderName, NameProblem, NoFolder } from '../../store/mailbox.ts'

const noFolder = () => no('There is no such folder', 'NONEXISTENT')

function oneName(args: Arguments): string {
  const name = readName(args)
  args.end()
  return name
}

const told = (problem: NoFolder | NameProblem | undefined, done: string): Outcome => {
  if (problem === undefined) return ok(done)
  if (problem === 'no such folder') return noFolder()
  if (problem === 'exists') return no('There is such a folder already', 'ALREADYEXISTS')
  return problem === 'too many' ? no('There are too many folders', 'LIMIT') : no('That name cannot be', 'CANNOT')
}

export const folders: Commands = {
  SELECT: { needs: 'mailbox', run: (session, args) => select(session, oneName(args), 'select') },
  EXAMINE: { needs: 'mailbox', run: (session, args) => select(session, oneName(args), 'examine') },
  UNSELECT: {
    needs: 'folder',
    async run(session, args) {
      args.end()
      leaveFolder(session)
      return ok('Left')
    },
  },
  CLOSE: {
    needs: 'folder',
    async run(session, args) {
      args.end()
      if (!session.selected.isReadOnly) await session.mailbox.expunge(session.selected.folder.id)
      leaveFolder(session)
      return ok('Left')
    },
  },
  CREATE: {
    needs: 'mailbox',
    run: async ({ mailbox }, args) => told(await mailbox.create(oneName(args)), 'Made'),
  },
  DELETE: {
    needs: 'mailbox',
    run: async ({ mailbox }, args) => told(await mailbox.remove(oneName(args)), 'Removed'),
  },
  RENAME: {
    needs: 'mailbox',
    run: async ({ mailbox }, args) => told(await mailbox.rename(readName(args), oneName(args)), 'Renamed'),
  },
  SUBSCRIBE: {
    needs: 'mailbox',
    run: async ({ mailbox }, args) => told(await mailbox.subscribe(oneName(args), true), 'Subscribed'),
  },
  UNSUBSCRIBE: {
    needs: 'mailbox',
    run: async ({ mailbox }, args) => told(await mailbox.subscribe(oneName(args), false), 'Unsubscribed'),
  },
  LIST: { needs: 'mailbox', run: (session, args) => list(session, args, 'LIST') },
  LSUB: { needs: 'mailbox', run: (session, args) => list(session, args, 'LSUB') },
  NAMESPACE: {
    needs: 'mailbox',
    async run(session, args) {
      args.end()
      await session.say('* NAMESPACE (("" "/")) NIL NIL')
      return ok('Done')
    },
  },
  STATUS: { needs: 'mailbox', run: status },
  GETQUOTA: {
    needs: 'mailbox',
    async run(session, args) {
      const root = args.space().astring()
      args.end()
      if (root !== '') return no('There is no such quota root', 'NONEXISTENT')
      await session.say(await quotaLine(session))
      return ok('Done')
    },
  },
  GETQUOTAROOT: {
    needs: 'mailbox',
    async run(session, args) {
      const name = oneName(args)
      if ((await session.mailbox.status(name)) === 'no such folder') return noFolder()
      await session.say(`* QUOTAROOT ${folderName(name)} ""`, await quotaLine(session))
      return ok('Done')
    },
  },
}

/** In units of 1,024 bytes. */
async function quotaLine({ mailbox }: SignedInSession): Promise<string> {
  const { usedBytes, limitBytes } = await mailbox.quota()
  return `* QUOTA "" (STORAGE ${Math.ceil(usedBytes / 1_024)} ${Math.floor(limitBytes / 1_024)})`
}

function leaveFolder(session: Session): void {
  session.selected = undefined
}

async function select(session: SignedInSession, name: string, mode: 'select' | 'examine'): Promise<Outcome> {
  // Also one that fails leaves the folder before (RFC 3501 6.3.1).
  leaveFolder(session)
  const folder = await session.mailbox.select(name, mode)
  if (folder === 'no such folder') return noFolder()
  const view = new SelectedView(folder, await session.mailbox.flaggedUids(folder.id), mode === 'examine')
  session.selected = view
  await sayFolder(session, view)
  return mode === 'examine' ? ok('Opened for reading', 'READ-ONLY') : ok('Opened', 'READ-WRITE')
}

async function sayFolder(session: Session, view: SelectedView): Promise<void> {
  const { folder, firstUnseen, uids, recent, isReadOnly } = view
  const unseen = firstUnseen === undefined ? [] : [`* OK [UNSEEN ${firstUnseen}] The first that was not seen`]
  const permanent = isReadOnly ? '()' : flagList([...systemFlags, '\\*'])
  await session.say(
    `* FLAGS ${flagList(systemFlags)}`,
    `* OK [PERMANENTFLAGS ${permanent}] What stays`,
    `* ${uids.length} EXISTS`,
    `* ${recent} RECENT`,
    ...unseen,
    `* OK [UIDNEXT ${Math.max(folder.uidNext, (uids.at(-1) ?? 0) + 1)}] The next UID`,
    `* OK [UIDVALIDITY ${folder.uidValidity}] UIDs are valid`,
  )
}

async function list(session: SignedInSession, args: Arguments, what: 'LIST' | 'LSUB'): Promise<Outcome> {
  const reference = args.space().astring()
  const pattern = reference + args.space().pattern()
  args.end()
  if (pattern === '') {
    await session.say(`* ${what} (\\Noselect) "/" ""`)
    return ok('Done')
  }
  const all = await session.mailbox.folders()
  const found = all.filter(({ name, isSubscribed }) => (what === 'LIST' || isSubscribed) && fitsPattern(pattern, name))
  await session.say(
    ...found.map((folder) => `* ${what} ${flagList(attributes(folder, all))} "/" ${folderName(folder.name)}`),
  )
  return ok('Done')
}

function attributes({ name, specialUse }: FolderName, all: readonly FolderName[]): string[] {
  const hasChildren = all.some((other) => other.name.startsWith(`${name}/`))
  return [hasChildren ? '\\HasChildren' : '\\HasNoChildren', ...(specialUse === undefined ? [] : [specialUse])]
}

const statusItems = {
  MESSAGES: 'messages',
  RECENT: 'recent',
  UIDNEXT: 'uidNext',
  UIDVALIDITY: 'uidValidity',
  UNSEEN: 'unseen',
} as const

const isStatusItem = (word: string): word is keyof typeof statusItems => Object.hasOwn(statusItems, word)

async function status(session: SignedInSession, args: Arguments): Promise<Outcome> {
  const name = readName(args)
  args.space()
  const items = args.list(() => {
    const word = args.word('an item')
    if (!isStatusItem(word)) throw new BadCommandError('No such item')
    return word
  })
  args.end()
  const found = await session.mailbox.status(name)
  if (found === 'no such folder') return noFolder()
  const values = items.map((item) => `${item} ${found[statusItems[item]]}`)
  await session.say(`* STATUS ${folderName(name)} (${values.join(' ')})`)
  return ok('Done')
}
