// DELETE /v1/operator/operators/{id}: removes an operator with all their tokens. The last administrator stays.
import { removeFrom } from '../../../../accounts/people.ts'
import { Operator, personView } from '../../../../accounts/person-view.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { changedOf, noteOperator } from '../../../../pipeline/people.ts'
import { operators } from '../../../../store/people.ts'

export const removeOperator = writes({
  route: 'DELETE /v1/operator/operators/{id}',
  name: 'removeOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Remove an operator, whose tokens every server refuses within a second, or withdraw an invitation',
  refusals: { local: { unknown: 109, removed: 115, lastAdministrator: 190 } },
  answers: Operator,

  async apply({ params, unit }) {
    const { before, person } = changedOf(await removeFrom(unit.db, operators, idIn(params.id), unit.now), operators)
    await noteOperator(unit, person.id, { kind: 'operator-removed', detail: { role: before.role, from: before.state } })
    return { data: personView(person) }
  },
})
