// The settings of a process: variables of the environment and, where they are silent, the file .env in the folder it was
// started in.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import { codeOf } from '../data-folder/data-folder.ts'
import { readSettings, SettingsError, settingsTable } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { UsageError } from './command.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads all settings. Throws SettingsError. */
export function settingsIn(variables: Environment): Settings {
  return readSettings(withDotEnv(variables, process.cwd()))
}

/** Settings written as options, such as `--port 0` for PORT. Throws UsageError for one that does not exist or has no value. */
export function settingsAsOptions(args: readonly string[]): Environment {
  const named = Object.keys(settingsTable).map((name) => [name.toLowerCase().replaceAll('_', '-'), name] as const)
  const options = Object.fromEntries(named.map(([option]) => [option, { type: 'string' } as const]))
  try {
    const { values } = parseArgs({ args: [...args], options })
    return Object.fromEntries(
      named.flatMap(([option, name]) => (values[option] === undefined ? [] : [[name, String(values[option])]])),
    )
  } catch (error) {
    const why = error instanceof Error ? error.message : 'wrong options'
    throw new UsageError(`${why}\nusage: ceralacca serve [--port N] [--data-dir FOLDER] …`)
  }
}

/** `variables` over those of the file `.env` in `folder`, if there is one. */
export function withDotEnv(variables: Environment, folder: string): Environment {
  const path = join(folder, '.env')
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...variables }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return variables
    throw new SettingsError(`${path} cannot be read: ${codeOf(error)}`)
  }
}
