// Turns a declaration into an operation: what everybody else derives from it is read off here, once.
import type { TSchema } from 'typebox'
import type { Space } from '../errors/spaces.ts'
import { rowIn } from '../errors/spaces.ts'
import type { AnyNumber } from '../errors/spaces.ts'
import type { ResourceRow } from '../store/resource.ts'
import { admit } from './access.ts'
import type { FieldRules } from './fields.ts'
import type {
  ActDeclaration,
  AnyAct,
  AnyCommon,
  AnyRead,
  AnyWrite,
  Audience,
  Declared,
  LocalRefusals,
  Method,
  Operation,
  ReadDeclaration,
  StepRefusals,
  WriteDeclaration,
  WrongState,
} from './operation.ts'
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
  const declared = routed(declaration)
  return { ...described(declared, false), run: (call, context) => runRead(declared, call, context) }
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
  const declared = routed(declaration)
  const operation = { ...described(declared, true), run: runWrite(declared) }
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
  const declared = routed(declaration)
  return { ...described(declared, true), run: (call, context) => runAct(declared, call, context) }
}

function routed<D extends AnyCommon>(declaration: D): Declared<D> {
  const [method, path] = splitRoute(declaration.route)
  const space = path.startsWith('/v1/') ? 'own' : 'contract'
  const { access = 'account' } = declaration
  return { ...declaration, method, path, space, access, scope: scopeOf(path) }
}

/** What a scope can name: the first segments of the contract's paths. */
const segments: readonly string[] = ['pec', 'verifica_pec', 'domini_pec', 'dominio', 'comunica_pec']

/**
 * What a call is about, as scopes name it: the first segment of the contract's paths, the second of ours, where it is one.
 * A call of the contract without a scope is a mistake of ours: TypeError.
 */
function scopeOf(path: string): string | undefined {
  const [, first = '', second = ''] = path.split('/')
  const scope = segments.find((segment) => segment === (first === 'v1' ? second : first))
  if (scope === undefined && first !== 'v1') throw new TypeError(`no scope covers ${path}`)
  return scope
}

/** Method and path of a route as declared. */
function splitRoute(route: string): [Method, string] {
  const [method, path = ''] = route.split(' ')
  if (method === 'GET' || method === 'POST' || method === 'PATCH' || method === 'DELETE') return [method, path]
  throw new TypeError(`no such method: ${route}`)
}

function described(declared: Declared<AnyCommon>, writes: boolean): Omit<Operation, 'run'> {
  const { route, method, path, name, tag, summary, space, access, scope, file, body = {}, query = {} } = declared
  const answers: TSchema | 'application/pdf' | 'a file' = declared.answers
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
    sandboxOnly: declared.sandboxOnly === true,
    resource: declared.resource?.kind,
    move: declared.move,
    body,
    file,
    query,
    uploads: declared.uploads === true,
    emptyWhen: declared.emptyWhen,
    writes,
    refusals,
    answers,
    admit: (authorization, context) => admit(declared, authorization, context),
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
