// Codes that providers give, such as `uid`, `userid` and the code of a filing.

const CODE = /^[A-Za-z0-9._-]{1,40}$/

/** Whether a text can be such a code. */
export const isProviderCode = (text: string): boolean => CODE.test(text)
