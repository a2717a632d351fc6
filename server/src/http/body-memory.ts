// One account of memory for the bodies of uploads: being received, waiting for a worker, read, stored. What does not fit waits
// before it is received, at no cost but its connection.

/** Gives memory back; a second time does nothing. */
export type Release = () => void

export interface BodyMemory {
  /** Resolves when it is this body's turn; with nothing when that did not come in time. */
  take(bytes: number, whose: string): Promise<Release | undefined>
}

export interface BodyMemoryOptions {
  bytes: number
  /** Bodies up to this size never wait for larger ones. */
  smallBytes: number
  waitMs(): number
}

interface Ticket {
  bytes: number
  whose: string
  isSmall: boolean
  start(release: Release | undefined): void
}

// What larger bodies leave free.
const KEPT_FOR_SMALL = 1 / 16

/**
 * Makes an account of `bytes`. Nobody holds more than half of it with large bodies, callers get their turn one after the other, and of one
 * caller the first comes first: a large body is not overtaken for ever.
 */
export function bodyMemory(options: BodyMemoryOptions): BodyMemory {
  return new Account(options)
}

class Account implements BodyMemory {
  private used = 0
  private usedByLarge = 0
  private readonly heldSmall = new Map<string, number>()
  private readonly heldLarge = new Map<string, number>()
  private readonly small = new Map<string, Ticket[]>()
  private readonly large = new Map<string, Ticket[]>()
  private readonly options: BodyMemoryOptions

  constructor(options: BodyMemoryOptions) {
    this.options = options
  }

  take(bytes: number, whose: string): Promise<Release | undefined> {
    return new Promise((resolve) => {
      const isSmall = bytes <= this.options.smallBytes
      const queue = isSmall ? this.small : this.large
      const tooLong = setTimeout(() => {
        remove(queue, ticket)
        resolve(undefined)
      }, this.options.waitMs())
      const ticket: Ticket = {
        bytes: Math.min(bytes, this.options.bytes / 2),
        whose,
        isSmall,
        start(release) {
          clearTimeout(tooLong)
          resolve(release)
        },
      }
      const others = queue.get(whose)
      if (others === undefined) queue.set(whose, [ticket])
      else others.push(ticket)
      this.startNext()
    })
  }

  private startNext(): void {
    for (const queue of [this.small, this.large]) while (this.startOne(queue));
  }

  private startOne(queue: Map<string, Ticket[]>): boolean {
    for (const [first] of queue.values()) {
      if (first === undefined || !this.mayHoldMore(first)) continue
      // The turn of a large body would never come if smaller ones went before it.
      if (!this.hasRoom(first)) return false
      remove(queue, first)
      first.start(this.hold(first))
      return true
    }
    return false
  }

  private mayHoldMore({ whose, bytes, isSmall }: Ticket): boolean {
    return (this.heldOf(isSmall).get(whose) ?? 0) + bytes <= this.options.bytes / 2
  }

  /** Counted apart, so that nobody's small bodies wait for their own large ones. */
  private heldOf(isSmall: boolean): Map<string, number> {
    return isSmall ? this.heldSmall : this.heldLarge
  }

  private hasRoom({ bytes, isSmall }: Ticket): boolean {
    const isWithin = this.used + bytes <= this.options.bytes
    return isWithin && (isSmall || this.usedByLarge + bytes <= this.options.bytes * (1 - KEPT_FOR_SMALL))
  }

  private hold(ticket: Ticket): Release {
    this.count(ticket, ticket.bytes)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.count(ticket, -ticket.bytes)
      // Whoever had a turn is behind all who wait for one.
      for (const queue of [this.small, this.large]) putLast(queue, ticket.whose)
      this.startNext()
    }
  }

  private count({ whose, isSmall }: Ticket, bytes: number): void {
    this.used += bytes
    if (!isSmall) this.usedByLarge += bytes
    const held = this.heldOf(isSmall)
    const now = (held.get(whose) ?? 0) + bytes
    if (now === 0) held.delete(whose)
    else held.set(whose, now)
  }
}

function remove(queue: Map<string, Ticket[]>, ticket: Ticket): void {
  const left = queue.get(ticket.whose)?.filter((one) => one !== ticket) ?? []
  if (left.length === 0) queue.delete(ticket.whose)
  else queue.set(ticket.whose, left)
}

function putLast(queue: Map<string, Ticket[]>, whose: string): void {
  const waiting = queue.get(whose)
  if (waiting === undefined) return
  queue.delete(whose)
  queue.set(whose, waiting)
}
