// What can be wrong with the test gestore, apart from it: without MAIL nothing else of it is loaded.

/** The gestore is away for a moment, or took too long. */
export class MailAwayError extends Error {
  constructor() {
    super('the test gestore does not answer')
    this.name = 'MailAwayError'
  }
}

/** The gestore could not be started; the message is one line for people. */
export class MailStartError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MailStartError'
  }
}
