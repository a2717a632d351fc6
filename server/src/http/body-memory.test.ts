import { describe, expect, it } from 'vitest'
import { bodyMemory } from './body-memory.ts'
import type { Turn } from './body-memory.ts'

const MB = 1_000_000

function account(waitMs = 10_000) {
  const memory = bodyMemory({ bytes: 64 * MB, smallBytes: MB, waitMs: () => waitMs })
  const started: string[] = []
  const turns = new Map<string, Turn>()
  const release = (name: string) => turns.get(name)?.release()
  const arrived = (name: string) => turns.get(name)?.arrived()
  const take = (name: string, bytes: number, whose: string) => {
    const giveWay = () => {
      started.push(`${name} gives way`)
      release(name)
    }
    return memory.take(bytes, whose, giveWay).then((turn) => {
      started.push(turn === undefined ? `${name} refused` : name)
      if (turn !== undefined) turns.set(name, turn)
    })
  }
  const settled = () => new Promise<void>((resolve) => void setImmediate(resolve))
  return { take, release, arrived, started, settled }
}

describe('bodyMemory', () => {
  it('takes two hundred small bodies at once', async () => {
    const { take, started } = account()
    await Promise.all(Array.from({ length: 200 }, (_, n) => take(`${n}`, 1_000, 'a')))
    expect(started).toHaveLength(200)
  })

  it('lets one caller hold half, and the next in turn', async () => {
    const { take, release, started, settled } = account()
    void take('a1', 30 * MB, 'a')
    void take('a2', 30 * MB, 'a')
    void take('b1', 30 * MB, 'b')
    await settled()
    expect(started).toEqual(['a1', 'b1'])
    release('a1')
    release('a1')
    await settled()
    expect(started).toEqual(['a1', 'b1', 'a2'])
  })

  it('gives every caller a turn, though one has many waiting', async () => {
    const { take, release, started, settled } = account()
    for (const name of ['a1', 'a2', 'a3']) void take(name, 32 * MB, 'a')
    void take('b1', 20 * MB, 'b')
    void take('c1', 20 * MB, 'c')
    await settled()
    expect(started).toEqual(['a1', 'b1'])
    release('a1')
    await settled()
    expect(started).toEqual(['a1', 'b1', 'c1'])
    release('b1')
    await settled()
    expect(started).toEqual(['a1', 'b1', 'c1', 'a2'])
  })

  it('keeps room for small bodies beside any number of large ones', async () => {
    const { take, started, settled } = account()
    void take('a1', 32 * MB, 'a')
    void take('b1', 32 * MB, 'b')
    void take('c1', 2 * MB, 'c')
    for (let n = 0; n < 4; n += 1) void take(`small ${n}`, 1 * MB, 'a')
    await settled()
    expect(started).toEqual(['a1', 'small 0', 'small 1', 'small 2', 'small 3'])
  })

  it('counts a body larger than all of it as the half one may hold', async () => {
    const { take, started, settled } = account()
    void take('a1', 900 * MB, 'a')
    await settled()
    expect(started).toEqual(['a1'])
  })

  it('lets large bodies that take too long to arrive give way, the longest first and no more than it takes', async () => {
    const { take, arrived, started, settled } = account(1)
    for (const name of ['a', 'b', 'c']) void take(name, 20 * MB, name)
    await settled()
    arrived('a')
    await take('d', 20 * MB, 'd')
    expect(started).toEqual(['a', 'b', 'c', 'b gives way', 'd'])
  })

  it('lets nobody give way for nothing: not one’s own, not what has arrived, not when it would not be enough', async () => {
    const { take, arrived, started, settled } = account(1)
    void take('a1', 28 * MB, 'a')
    void take('b1', 32 * MB, 'b')
    await settled()
    arrived('b1')
    await Promise.all([take('a2', 28 * MB, 'a'), take('c1', 32 * MB, 'c')])
    expect(started).toEqual(['a1', 'b1', 'a2 refused', 'c1 refused'])
  })

  it('refuses who waited too long, and forgets them', async () => {
    const { take, release, started, settled } = account(1)
    await Promise.all([take('a1', 32 * MB, 'a'), take('a2', 32 * MB, 'a')])
    expect(started).toEqual(['a1', 'a2 refused'])
    release('a1')
    void take('a3', 32 * MB, 'a')
    await settled()
    expect(started).toEqual(['a1', 'a2 refused', 'a3'])
  })
})
