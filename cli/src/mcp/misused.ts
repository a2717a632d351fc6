/** A tool was used in a way it cannot be: the message is for whoever used it. */
export class Misused extends Error {}
