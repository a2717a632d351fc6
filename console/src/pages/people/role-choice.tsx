import type { Member } from '@ceralacca/client'
import { Radio, Stack } from '@mantine/core'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { roleNotes, roleTexts } from '../../texts/roles.ts'

type Role = Member['role']
const choices: readonly Role[] = ['owner', 'developer', 'accountant', 'read-only']

/** One of the roles, each with what it allows. */
export function RoleChoice({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const t = useTexts(peopleTexts)
  const roles = useTexts(roleTexts)
  const notes = useTexts(roleNotes)
  return (
    <Radio.Group
      label={t.role}
      value={role}
      onChange={(value) => onChange(choices.find((one) => one === value) ?? role)}
    >
      <Stack gap="xs" mt={6}>
        {choices.map((one) => (
          <Radio key={one} value={one} label={roles[one]} description={notes[one]} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
