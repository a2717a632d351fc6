/** A row: the HTTP status, the text (`{slots}` are filled when refusing), and how we know both. */
export interface RefusalRow {
  readonly http: number
  readonly text: string
  readonly known: 'documented' | 'reconstructed' | 'ours'
}
