/** A list of the API, page after page by its cursor. */
import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { messageOf, useLoad, type Load } from '@storelet/shared'

interface PageOf<Row> {
  rows: Row[]
  next_cursor: string | null
}

export interface Pages<Row> {
  first: Load<PageOf<Row>>
  rows: ShallowRef<Row[]>
  next: Ref<string | null>
  loadingMore: Ref<boolean>
  message: Readonly<Ref<string>>
  more: () => Promise<void>
  reload: () => Promise<void>
}

/** `ask` is given the cursor of the page before, or nothing for the first. */
export function usePages<Row>(ask: (cursor?: string) => Promise<PageOf<Row>>): Pages<Row> {
  const rows: ShallowRef<Row[]> = shallowRef([])
  const next = ref<string | null>(null)
  const loadingMore = ref(false)
  const failed = shallowRef<unknown>(null)
  const first = useLoad(async () => {
    const page = await ask()
    rows.value = page.rows
    next.value = page.next_cursor
    return page
  })

  async function more(): Promise<void> {
    if (!next.value || loadingMore.value) return
    loadingMore.value = true
    failed.value = null
    try {
      const page = await ask(next.value)
      rows.value = [...rows.value, ...page.rows]
      next.value = page.next_cursor
    } catch (thrown) {
      failed.value = thrown
    } finally {
      loadingMore.value = false
    }
  }

  const message = computed(() => (failed.value ? messageOf(failed.value) : ''))
  return { first, rows, next, loadingMore, message, more, reload: first.reload }
}
