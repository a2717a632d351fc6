// The search is a file of its own beside the page's script, loaded when it is first used.
declare module '/docs/assets/search.js' {
  export { find } from './search.ts'
}
