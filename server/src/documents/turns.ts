// Work that waits, in fair turns: who has much of it waits for it, and nobody else does.

/** What waits, by whose it is. */
export interface Turns<Task> {
  size(): number
  add(task: Task, whose: string): void
  /** Takes the first of the owner whose turn it is; that owner's others come after everybody else's next. */
  next(): Task | undefined
}

/** Nothing waits at first. */
export function turns<Task>(): Turns<Task> {
  const waiting = new Map<string, Task[]>()
  let size = 0
  return {
    size: () => size,
    add(task, whose) {
      const others = waiting.get(whose)
      if (others === undefined) waiting.set(whose, [task])
      else others.push(task)
      size += 1
    },
    next() {
      for (const [whose, tasks] of waiting) {
        const task = tasks.shift()
        waiting.delete(whose)
        if (tasks.length > 0) waiting.set(whose, tasks)
        size -= 1
        return task
      }
      return undefined
    },
  }
}
