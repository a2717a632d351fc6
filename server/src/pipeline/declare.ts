// Turns a declaration into an operation: what everybody else derives from it is read off here, once.
import type { TSchema } from 'typebox'
import { isScopeSegment } from '../auth/scopes.ts'
import type { Space } from '../errors/spaces.ts'
import { rowIn } from '../errors/spaces.ts'
import type { AnyNumber } from '../errors/spaces.ts'
import type { Permissions } from '../model/roles.ts'
import type { ResourceRow } from '../store/resource.ts'
import { admit } from './access.ts'
import { refusingAsAsked } from './asked-refusal.ts'
import type { FieldRules } from './fields.ts'
import type {
  ActDeclaration,
  AnyAct,
  AnyCommon,
  AnyRead,
  AnyWrite,
  Audience,
  Declared,
  FileAnswer,
  LocalRefusals,
  Method,
  Operation,
  ReadDeclaration,
  StepRefusals,
  WriteDeclaration,
  WrongState,
} from './operation.ts'
import { quoteOf } from './quote.ts'
import { runAct } from './run-act.ts'
import { runRead } from './run-read.ts'
import { finishOperation } from './run-remote.ts'
import { runWrite } from './run-write.ts'

type None = Record<never, never>

/** A call that changes nothing. */
export function reads<
  const W extends Audience = 'account',
  Row extends ResourceRow = never,
  Step extends string = never,
  B extends FieldRules = None,
  Q extends FieldRules = None,
  const L extends LocalRefusals = None,
>(declared: ReadDeclaration<W, Row, Step, B, Q, L>): Operation
export function reads(declaration: AnyRead): Operation {
  const declared = routed(declaration, 'read')
  return refusingAsAsked({ ...described(declared, false), run: (call, context) => runRead(declared, call, context) })
}

/** A call that changes something: one unit of work from the resource's lock to the commit. */
export function writes<
  const W extends Audience = 'account',
  Row extends ResourceRow = never,
  Step extends string = never,
  B extends FieldRules = None,
  Q extends FieldRules = None,
  const L extends LocalRefusals = None,
  A = undefined,
  X = undefined,
>(declared: WriteDeclaration<W, Row, Step, B, Q, L, A, X>): Operation
export function writes(declaration: AnyWrite): Operation {
  const declared = routed(declaration, 'write')
  const renews = declared.renewal !== undefined
  const quote = declared.price === undefined ? {} : { quote: quoteOf(declared) }
  const operation = refusingAsAsked({ ...described(declared, true), renews, ...quote, run: runWrite(declared) })
  if (declared.ask === undefined) return operation
  return { ...operation, finish: (pending, context) => finishOperation(declared, pending, context) }
}

/** A call that changes something in transactions of its own. */
export function acts<
  const W extends Audience = 'account',
  Row extends ResourceRow = never,
  Step extends string = never,
  B extends FieldRules = None,
  Q extends FieldRules = None,
  const L extends LocalRefusals = None,
>(declared: ActDeclaration<W, Row, Step, B, Q, L>): Operation
export function acts(declaration: AnyAct): Operation {
  const declared = routed(declaration, 'write')
  return refusingAsAsked({ ...described(declared, true), run: (call, context) => runAct(declared, call, context) })
}

function routed<D extends AnyCommon>(declaration: D, does: 'read' | 'write'): Declared<D> {
  const [method, path] = splitRoute(declaration.route)
  const { access = 'account' } = declaration
  const { space, scope } = spaceAndScope(path)
  const permissions = space === 'contract' ? { account: does } : permissionsOf(declaration)
  return { ...declaration, method, path, access, space, scope: declaration.scope ?? scope, permissions }
}

/** What a call of ours takes of members, operators or both. One that forgets to say is a mistake of ours: TypeError. */
function permissionsOf({ route, access = 'account', permission }: AnyCommon): Permissions {
  if (access === 'key' || access === 'anybody') return {}
  if (permission === undefined) throw new TypeError(`${route} names no permission`)
  return typeof permission === 'object' ? permission : { [access]: permission }
}

/**
 * The number space of a path, and the last part of the scope an account's token needs: ours under /v1, which may be about
 * what a scope names; the contract's, which always are; all others are platform calls. What no scope names is for full
 * tokens.
 */
function spaceAndScope(path: string): { space: Space; scope: string | undefined } {
  const [, first = '', second = ''] = path.split('/')
  if (first === 'v1') return { space: 'own', scope: isScopeSegment(second) ? second : undefined }
  return isScopeSegment(first) ? { space: 'contract', scope: first } : { space: 'oauth', scope: undefined }
}

const methods: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies Method[]
const isMethod = (text: string | undefined): text is Method => text !== undefined && methods.includes(text)

/** Method and path of a route as declared. */
function splitRoute(route: string): [Method, string] {
  const [method, path = ''] = route.split(' ')
  if (isMethod(method)) return [method, path]
  throw new TypeError(`no such method: ${route}`)
}

function described(declared: Declared<AnyCommon>, writes: boolean): Omit<Operation, 'run'> {
  const { route, method, path, name, tag, summary, space, access, scope, permissions, file } = declared
  const { body = {}, query = {} } = declared
  const answers: TSchema | FileAnswer = declared.answers
  const refusals = [...stepNumbers(declared.refusals), ...fieldNumbers(query), ...fieldNumbers(body)]
  mustBeKnown(space, route, refusals)
  return {
    route,
    method,
    path,
    name,
    tag,
    summary,
    space,
    access,
    scope,
    permissions,
    takesRefreshToken: declared.takesRefreshToken === true,
    sandboxOnly: declared.sandboxOnly === true,
    resource: declared.resource?.kind,
    move: declared.move,
    body,
    file,
    query,
    uploads: declared.uploads === true,
    budget: declared.isLookup === true ? 'lookups' : declared.uploads === true ? 'uploads' : undefined,
    emptyWhen: declared.emptyWhen,
    writes,
    renews: false,
    repeatable: writes && declared.isUnrepeatable !== true,
    refusals,
    answers,
    root: declared.root,
    isUnwrapped: declared.isUnwrapped === true,
    admit: (caller, context) => admit(declared, caller, context),
  }
}

interface NamedNumber {
  name: string
  number: AnyNumber
}

/** A number the space does not have is a mistake of ours: TypeError when the declaration is loaded. */
function mustBeKnown(space: Space, route: string, refusals: readonly NamedNumber[]): void {
  const unknown = refusals.filter(({ number }) => rowIn(space, number) === undefined)
  if (unknown.length === 0) return
  throw new TypeError(
    `${route} refuses with ${unknown.map(({ number }) => number).join()}, which ${space} does not have`,
  )
}

function stepNumbers({ local, ...steps }: StepRefusals & { local?: LocalRefusals }): NamedNumber[] {
  return Object.entries<WrongState>({ ...steps, ...local }).flatMap(([name, number]) =>
    typeof number === 'object'
      ? Object.entries(number).map(([state, one]) => ({ name: `${name} ${state}`, number: one }))
      : [{ name, number }],
  )
}

function fieldNumbers(rules: FieldRules): NamedNumber[] {
  return Object.entries(rules).flatMap(([name, rule]) => [
    ...(rule.missing === undefined ? [] : [{ name: `${name} missing`, number: rule.missing }]),
    ...(rule.invalid === undefined ? [] : [{ name: `${name} not valid`, number: rule.invalid }]),
    ...(rule.type.refuses ?? []).map((number) => ({ name: `${name} ${number}`, number })),
  ])
}
