export function BulkList() { return null }
