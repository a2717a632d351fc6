import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  isPostmasterAlive,
  isProcessAlive,
  processesIn,
  readPostmasterLock,
  removeStaleLocks,
} from './process-table.ts'

const dir = mkdtempSync(join(tmpdir(), 'process-table-test-'))
const lockFile = join(dir, 'postmaster.pid')
const complete = (pid: number) => `${pid}\n${dir}\n1795508321\n5432\n/tmp/sockets\n\n  2146526         4\nready   \n`

afterEach(() => rmSync(lockFile, { force: true }))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('postmaster.pid', () => {
  it('is read once it is complete', () => {
    writeFileSync(lockFile, complete(4711))
    expect(readPostmasterLock(dir)).toEqual({ pid: 4711, port: 5432, socketFolder: '/tmp/sockets', ready: true })
    writeFileSync(lockFile, complete(4711).replace('ready', 'starting'))
    expect(readPostmasterLock(dir)?.ready).toBe(false)
    writeFileSync(lockFile, '4711\n')
    expect(readPostmasterLock(dir)).toBeUndefined()
  })

  it('with any content, yields a process id above 0 or nothing', () => {
    const line = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('', '-1', 'NaN', '1e400'))
    const text = fc.array(line, { maxLength: 9 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, (text) => {
        writeFileSync(lockFile, text)
        const lock = readPostmasterLock(dir)
        expect(lock === undefined || (Number.isSafeInteger(lock.pid) && lock.pid > 0)).toBe(true)
      }),
    )
  })
})

describe('processes', () => {
  it('that are zombies are not alive', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = await new Promise<string>((resolve) => createInterface(parent.stdout).once('line', resolve))
    // A shell would take note of its child's end; what it has become by then does not, and leaves a zombie.
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim()).toBe('sleep')
    process.kill(Number(pid), 'SIGKILL')
    await expect.poll(() => isProcessAlive(Number(pid))).toBe(false)
    expect(process.kill(Number(pid), 0)).toBe(true)
    parent.kill('SIGKILL')
  })

  it('of another folder are not its PostgreSQL, even with the same id', () => {
    writeFileSync(lockFile, complete(process.pid))
    const lock = readPostmasterLock(dir)
    expect(lock && isPostmasterAlive(lock, dir)).toBe(process.platform !== 'linux')
    expect(processesIn(dir)).toEqual([])
  })

  it('that run in the folder protect its lock', async () => {
    const tenant = spawn('sh', ['-c', 'echo in; exec sleep 60'], { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => createInterface(tenant.stdout).once('line', resolve))
    writeFileSync(lockFile, complete(4711))
    removeStaleLocks(dir, dir)
    expect(existsSync(lockFile)).toBe(true)
    const gone = new Promise((resolve) => tenant.once('exit', resolve))
    tenant.kill('SIGKILL')
    await gone
    removeStaleLocks(dir, dir)
    expect(existsSync(lockFile)).toBe(process.platform !== 'linux')
  })
})
