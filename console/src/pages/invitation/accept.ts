// Accepting an invitation: to an account, or to the back office; then signing in.
import { RefusedError, valueOf } from '@ceralacca/client'
import { useMutation } from '@tanstack/react-query'
import { apiOf } from '../../parts/api.ts'
import type { Area } from '../../parts/api.ts'
import { useEnterArea } from '../../parts/enter-area.ts'

interface Acceptance {
  secret: string
  name: string
  password: string
}

interface Accepted {
  area: Area
  email: string
  account?: string
  /** The first token, which somebody who signs in by password has no use for. */
  token: { person: string; id: string }
}

const NO_SUCH_INVITATION = 192

/** Accepts, signs in and goes to the area; where signing in takes more, to its page. */
export function useAccept() {
  const enter = useEnterArea()
  return useMutation({
    mutationFn: async ({ secret, name, password }: Acceptance) => {
      const accepted = await acceptAs({ secret, name, password })
      const { area: as, email, account } = accepted
      await enter({ as, email, password, ...(account !== undefined && { account }) }, () => endFirstToken(accepted))
    },
  })
}

/** One secret is of one of the two; the other does not know it. */
async function acceptAs(acceptance: Acceptance): Promise<Accepted> {
  try {
    const { account, member, token } = valueOf(await apiOf('account').acceptInvitation(acceptance))
    return { area: 'account', email: member.email, account, token: { person: member.id, id: token.id } }
  } catch (error) {
    if (!(error instanceof RefusedError) || error.refused.number !== NO_SUCH_INVITATION) throw error
    const { operator, token } = valueOf(await apiOf('operator').acceptOperatorInvitation(acceptance))
    return { area: 'operator', email: operator.email ?? '', token: { person: operator.id, id: token.id } }
  }
}

async function endFirstToken({ area, token: { person: id, id: token } }: Accepted): Promise<void> {
  await (area === 'operator'
    ? apiOf(area).revokeOperatorToken({ id, token })
    : apiOf(area).revokeMemberToken({ id, token }))
}
