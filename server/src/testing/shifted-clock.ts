// A machine whose clock is wrong.

/** For `node --import`: a module that sets the process's system clock wrong, before anything else is loaded. */
export const shiftedBy = (ms: number): string =>
  `data:text/javascript;base64,${Buffer.from(
    `
  const now = Date.now
  globalThis.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(now() + ${ms}) : super(...given) }
    static now() { return now() + ${ms} }
  }`,
  ).toString('base64')}`
