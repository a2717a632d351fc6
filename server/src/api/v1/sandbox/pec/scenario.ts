// POST /v1/sandbox/pec/{id}/scenario: what a provider or the clock may do to a mailbox.
import { Mailbox } from '../../../../mailboxes/view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { bringAbout, needyScenarioRefusals, scenarioBody } from '../../../../pipeline/scenario-call.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'

export const bringMailbox = acts({
  route: 'POST /v1/sandbox/pec/{id}/scenario',
  name: 'bringMailbox',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'develop', operator: 'review' },
  summary: 'Let happen to a mailbox what its provider or the clock may bring about',
  sandboxOnly: true,
  resource: mailboxes,
  body: scenarioBody('mailbox'),
  refusals: needyScenarioRefusals,
  answers: Mailbox,

  act: async (op) => ({ data: await bringAbout(mailboxes, op) }),
})
