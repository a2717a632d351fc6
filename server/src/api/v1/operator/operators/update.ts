// PATCH /v1/operator/operators/{id}: another role or name. The last administrator stays one.
import { changePerson } from '../../../../accounts/people.ts'
import { Operator, personView } from '../../../../accounts/person-view.ts'
import { operatorRoles } from '../../../../model/roles.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { idIn } from '../../../../pipeline/path-id.ts'
import { changeBody, changedOf, noteOperator } from '../../../../pipeline/people.ts'
import { operators } from '../../../../store/people.ts'

export const updateOperator = writes({
  route: 'PATCH /v1/operator/operators/{id}',
  name: 'updateOperator',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  isGrant: true,
  summary: "Change an operator's role or name; every server goes by the new role within a second",
  body: changeBody(operatorRoles),
  refusals: { local: { unknown: 109, nothing: 110, removed: 115, lastAdministrator: 190 } },
  answers: Operator,

  check({ body: { role, name }, refuse }) {
    if (role === undefined && name === undefined) refuse('nothing', { field: 'role' })
  },

  async apply({ params, body, unit }) {
    const { before, person } = changedOf(await changePerson(unit.db, operators, idIn(params.id), body), operators)
    await noteOperator(unit, person.id, { kind: 'operator-changed', detail: { from: before.role, to: person.role } })
    return { data: personView(person) }
  },
})
