import { describe, expect, it } from 'vitest'
import { openLog } from './log.ts'

function lineOf(error: unknown): string {
  const lines: string[] = []
  openLog('info', { write: (line: string) => void lines.push(line) }).error({ err: error }, 'failed')
  return lines.join('')
}

describe('the log', () => {
  it('writes one JSON line with the time, and nothing about the machine', () => {
    const line = lineOf(new Error('plain'))
    expect(line.trim().split('\n')).toHaveLength(1)
    const parsed: unknown = JSON.parse(line)
    expect(parsed).toMatchObject({ level: 50, msg: 'failed', err: { type: 'Error', message: 'plain' } })
    expect(parsed).not.toHaveProperty('hostname')
    expect(parsed).not.toHaveProperty('pid')
  })

  it('omits values quoted by the database, and logs where it happened', () => {
    const fromDatabase = Object.assign(new Error('Key (email)=(mario.rossi@example.com) already exists.'), {
      severity: 'ERROR',
      code: '23505',
      table: 'accounts',
      constraint: 'accounts_email_key',
      detail: 'Key (email)=(mario.rossi@example.com)',
      where: 'mario.rossi',
    })
    const line = lineOf(fromDatabase)
    expect(line).not.toContain('mario.rossi')
    expect(JSON.parse(line)).toMatchObject({
      err: { code: '23505', table: 'accounts', constraint: 'accounts_email_key' },
    })
  })

  it.each([['mario.rossi@example.com'], [{ token: 'mario.rossi' }], [undefined], [null]])(
    'says only the type of what is no error: %j',
    (thrown) => {
      const line = lineOf(thrown)
      expect(line).not.toContain('mario.rossi')
      expect(JSON.parse(line)).toMatchObject({ msg: 'failed' })
    },
  )

  it('is silent below its level', () => {
    const lines: string[] = []
    openLog('warn', { write: (line: string) => void lines.push(line) }).info('quiet')
    expect(lines).toEqual([])
  })
})
