// One account of memory for bodies: being received, waiting for a worker, read, stored. What does not fit waits before it is
// received, at no cost but its connection.
import { monotonicMs } from '../model/clock.ts'

/** The turn of a body: the memory it was given. */
export interface Turn {
  /** Gives the memory back; a second time does nothing. */
  release(): void
  /** All of it is here: from now on it does not give way. */
  arrived(): void
}

export interface BodyMemory {
  /**
   * Resolves when it is this body's turn; with nothing when that did not come in time. `giveWay` is called for a large body
   * that is still coming when it has had that time and another's turn does not come.
   */
  take(bytes: number, whose: string, giveWay?: () => void): Promise<Turn | undefined>
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
  giveWay?: (() => void) | undefined
  start(turn: Turn | undefined): void
}

// What larger bodies leave free.
const KEPT_FOR_SMALL = 1 / 16

/**
 * Makes an account of `bytes`. Nobody holds more than half of it with large bodies, callers get their turn one after the
 * other, and of one caller the first comes first: a large body is not overtaken for ever.
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
  /** Large bodies that are still coming, and since when; the longest first. */
  private readonly coming = new Map<Ticket, number>()
  private readonly options: BodyMemoryOptions

  constructor(options: BodyMemoryOptions) {
    this.options = options
  }

  take(bytes: number, whose: string, giveWay?: () => void): Promise<Turn | undefined> {
    return new Promise((resolve) => {
      const isSmall = bytes <= this.options.smallBytes
      const queue = isSmall ? this.small : this.large
      let tooLong: NodeJS.Timeout | undefined
      let isStarted = false
      const giveUp = () => {
        remove(queue, ticket)
        resolve(undefined)
      }
      const ticket: Ticket = {
        bytes: Math.min(bytes, this.options.bytes / 2),
        whose,
        isSmall,
        giveWay,
        start(turn) {
          isStarted = true
          clearTimeout(tooLong)
          resolve(turn)
        },
      }
      const others = queue.get(whose)
      if (others === undefined) queue.set(whose, [ticket])
      else others.push(ticket)
      this.startNext()
      if (isStarted) return
      tooLong = setTimeout(() => {
        if (!this.makesRoomFor(ticket)) return giveUp()
        tooLong = setTimeout(giveUp, this.options.waitMs())
      }, this.options.waitMs())
    })
  }

  /** Lets the bodies of others give way that have had their time, as many as it takes; false when that is not enough. */
  private makesRoomFor(ticket: Ticket): boolean {
    if (ticket.isSmall || !this.mayHoldMore(ticket)) return false
    const before = monotonicMs() - this.options.waitMs()
    const leaving: Ticket[] = []
    let freed = 0
    for (const [other, since] of this.coming) {
      if (this.hasRoom({ ...ticket, bytes: ticket.bytes - freed })) break
      if (since > before || other.whose === ticket.whose || other.giveWay === undefined) continue
      leaving.push(other)
      freed += other.bytes
    }
    if (!this.hasRoom({ ...ticket, bytes: ticket.bytes - freed })) return false
    for (const other of leaving) other.giveWay?.()
    return true
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

  private hold(ticket: Ticket): Turn {
    this.count(ticket, ticket.bytes)
    if (!ticket.isSmall) this.coming.set(ticket, monotonicMs())
    let isHeld = true
    return {
      arrived: () => void this.coming.delete(ticket),
      release: () => {
        if (!isHeld) return
        isHeld = false
        this.coming.delete(ticket)
        this.count(ticket, -ticket.bytes)
        // Whoever had a turn is behind all who wait for one.
        for (const queue of [this.small, this.large]) putLast(queue, ticket.whose)
        this.startNext()
      },
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
