import { describe, expect, it } from 'vitest'
import { turns } from './turns.ts'

describe('turns', () => {
  it('gives everybody one, however much waits of one, and each their own in order', () => {
    const waiting = turns<string>()
    for (const task of ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'b2']) waiting.add(task, task.charAt(0))
    expect(waiting.size()).toBe(7)
    expect(waiting.next()).toBe('a1')
    waiting.add('d1', 'd')
    const rest = Array.from({ length: 8 }, () => waiting.next())
    expect(rest).toEqual(['b1', 'c1', 'a2', 'd1', 'b2', 'a3', 'a4', undefined])
    expect(waiting.size()).toBe(0)
  })
})
