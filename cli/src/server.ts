// Which server to call and with which token: from the environment, or from the sandbox's credentials file.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './fields.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Server {
  baseUrl: string
  token: string
}

/** The token of each kind of caller: its variable, and its member in the file. */
const tokens = {
  account: ['CERALACCA_TOKEN', 'token'],
  operator: ['CERALACCA_OPERATOR_TOKEN', 'operatorToken'],
} as const

/** The server to call. Throws UsageError when its address or the token is not configured. */
export async function findServer(environment: Environment, caller: keyof typeof tokens): Promise<Server> {
  const [variable, member] = tokens[caller]
  const given = { baseUrl: environment.CERALACCA_URL, token: environment[variable] }
  const sandbox = given.baseUrl && given.token ? {} : await sandboxFile(environment.DATA_DIR ?? './data')
  const baseUrl = given.baseUrl ?? textIn(sandbox, 'baseUrl')
  const token = given.token ?? textIn(sandbox, member)
  if (baseUrl !== undefined && token !== undefined) return { baseUrl, token }
  throw new UsageError(`set CERALACCA_URL and ${variable}, or start the sandbox first`)
}

async function sandboxFile(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'))
  } catch {
    return undefined
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof member === 'string' ? member : undefined
}
