import type { Member } from '@ceralacca/client'
import { Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { roleNotes, roleTexts } from '../../texts/roles.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { Facts } from '../../ui/facts.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Invite } from './invite.tsx'
import { PersonState } from '../../parts/person-state.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 50
type Which = Member['state'] | 'all'

/** The people of the account, newest first. */
export function PeopleList() {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const may = useMay('people')
  const [which, setWhich] = useState<Which>('all')
  const [isInviting, setIsInviting] = useState(false)
  const { cursor, page, turn, restart } = useCursor()
  const query = useAsk(['people', { which, cursor }], (api) =>
    api.listMembers({
      limit: PAGE_SIZE,
      ...(which !== 'all' && { state: which }),
      ...(cursor !== undefined && { cursor }),
    }),
  )
  const show = (chosen: Which) => {
    restart()
    setWhich(chosen)
  }
  return (
    <Page
      title={t.title}
      actions={
        <ActionButton why={may ? undefined : words.notAllowed} onClick={() => setIsInviting(true)}>
          {t.invite}
        </ActionButton>
      }
    >
      <Text size="sm">{t.intro}</Text>
      <WhichPeople which={which} onChange={show} />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <People people={items} empty={which === 'all' ? t.none : t.noneHere} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
      <Roles />
      {isInviting && <Invite onClose={() => setIsInviting(false)} />}
    </Page>
  )
}

function WhichPeople({ which, onChange }: { which: Which; onChange: (which: Which) => void }) {
  const t = useTexts(peopleTexts)
  return (
    <Group>
      <Choice
        label={t.which}
        value={which}
        options={[
          { value: 'all', label: t.all },
          { value: 'active', label: t.active },
          { value: 'invited', label: t.invited },
          { value: 'removed', label: t.removed },
        ]}
        onChange={onChange}
      />
    </Group>
  )
}

function People({ people, empty }: { people: readonly Member[]; empty: string }) {
  const t = useTexts(peopleTexts)
  const roles = useTexts(roleTexts)
  const formats = useFormats()
  return (
    <List
      label={t.title}
      items={people}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.person,
          of: ({ id, name, email }) => (
            <AnchorLink to="/people/$id" params={{ id }} fw={500} size="sm">
              {name || email}
            </AnchorLink>
          ),
        },
        { title: t.email, of: ({ email }) => email },
        { title: t.role, of: ({ role }) => roles[role] },
        { title: t.state, of: (member) => <PersonState person={member} /> },
        {
          title: t.since,
          of: (one) => <Whole>{formats.day(one.removed_at ?? one.joined_at ?? one.created_at)}</Whole>,
        },
      ]}
      empty={
        <Text p="lg" size="sm">
          {empty}
        </Text>
      }
    />
  )
}

function Roles() {
  const t = useTexts(peopleTexts)
  const roles = useTexts(roleTexts)
  const notes = useTexts(roleNotes)
  return (
    <Panel title={t.roles}>
      <Facts
        facts={[
          [roles.owner, notes.owner],
          [roles.developer, notes.developer],
          [roles.accountant, notes.accountant],
          [roles['read-only'], notes['read-only']],
        ]}
      />
    </Panel>
  )
}
