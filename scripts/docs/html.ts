// Text into HTML.

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it may stand between tags and within quoted attributes. */
export const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => names[sign] ?? sign)

/** What GitHub calls a heading in links. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')
