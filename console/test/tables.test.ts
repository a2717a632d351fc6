// What the console knows by itself is what the server has in its tables.
import { describe, expect, it } from 'vitest'
import { boxTypes, boxTypesAbove, isBoxType } from '../../server/src/model/box-types.ts'
import { customerTypes } from '../../server/src/model/customer-types.ts'
import { certifiedDomainLifecycle } from '../../server/src/model/certified-domain.lifecycle.ts'
import { mailboxLifecycle } from '../../server/src/model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../../server/src/model/registry-request.lifecycle.ts'
import { scenarios } from '../../server/src/model/scenarios.ts'
import { kinds, kindNamesInOrder, kindsAbove } from '../src/parts/mailbox-kinds.ts'
import { domainScenarios, mailboxScenarios, requestScenarios } from '../src/parts/scenario-names.ts'
import { customerSubtypes, customerTypes as shownTypes, hasSubtypes } from '../src/texts/customer-types.ts'
import { moveTexts } from '../src/texts/history.ts'
import { mailboxMoods } from '../src/texts/mailbox-states.ts'

describe('what the console says by itself', () => {
  it('has the kinds of mailboxes, with what each can have', () => {
    expect([...kindNamesInOrder].toSorted()).toEqual(Object.keys(boxTypes).toSorted())
    for (const [name, row] of Object.entries(boxTypes)) {
      if (!isBoxType(name)) continue
      const { rank, domain, isExtensible } = kinds[name]
      expect({ rank, isExtensible }).toEqual({ rank: row.rank, isExtensible: row.canResize })
      expect([row.canPreserve, row.canUpgrade, row.canAddUsers, !row.singleDocument]).toEqual(
        Array.from({ length: 4 }, () => isExtensible),
      )
      expect(row.addressDomains.sandbox).toContain(domain.sandbox)
      expect(row.addressDomains.production).toContain(domain.production)
      expect(kindsAbove(name)).toEqual(boxTypesAbove(name))
    }
  })

  it('names every type and subtype of customer as the server does', () => {
    for (const language of ['it', 'en'] as const) {
      const types = Object.entries(customerTypes).map(([code, row]) => [code, row[language]])
      expect(Object.fromEntries(types)).toEqual(shownTypes[language])
      for (const [code, row] of Object.entries(customerTypes)) {
        const subtypes = Object.fromEntries(Object.entries(row.subtypes).map(([name, text]) => [name, text[language]]))
        expect(hasSubtypes(code) ? customerSubtypes[code][language] : {}, code).toEqual(subtypes)
      }
    }
  })

  it('has words for every state of a mailbox, and every move; offers every scenario', () => {
    expect(Object.keys(mailboxMoods).toSorted()).toEqual(Object.keys(mailboxLifecycle.states).toSorted())
    const lifecycles = {
      mailbox: mailboxLifecycle,
      'certified-domain': certifiedDomainLifecycle,
      'registry-request': registryRequestLifecycle,
    }
    for (const [kind, lifecycle] of Object.entries(lifecycles)) {
      const words: Readonly<Record<string, { it: object }>> = moveTexts
      expect(Object.keys(words[kind]?.it ?? {}), kind).toEqual(expect.arrayContaining(Object.keys(lifecycle.moves)))
    }
    expect(Object.keys(moveTexts.mailbox.it)).toEqual(expect.arrayContaining(Object.keys(mailboxLifecycle.while)))
    const offered = {
      mailbox: mailboxScenarios,
      'certified-domain': domainScenarios,
      'registry-request': requestScenarios,
    }
    for (const [kind, rows] of Object.entries(scenarios))
      expect(
        Object.entries(offered)
          .find(([name]) => name === kind)?.[1]
          .toSorted(),
        kind,
      ).toEqual(Object.keys(rows).toSorted())
  })
})
