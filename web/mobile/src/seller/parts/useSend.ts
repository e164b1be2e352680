/** Something sent to the API: busy meanwhile, the message and the faults of fields afterwards. What was typed stays. */
import { computed, ref, shallowRef, type Ref } from 'vue'
import { messageOf, Problem } from '@storelet/shared'
import { tell } from './tell'

export interface Send {
  busy: Ref<boolean>
  message: Readonly<Ref<string>>
  fault: (path: string) => string | undefined
  /** Runs `work`; true when it went through. `done` is said then. */
  run: (work: () => Promise<unknown>, done?: string) => Promise<boolean>
}

export function useSend(): Send {
  const busy = ref(false)
  const failed = shallowRef<unknown>(null)

  async function run(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failed.value = null
    try {
      await work()
      if (done) tell(done)
      return true
    } catch (thrown) {
      failed.value = thrown
      return false
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    run,
    message: computed(() => (failed.value ? messageOf(failed.value) : '')),
    fault: (path) => (failed.value instanceof Problem ? failed.value.field(path) : undefined),
  }
}
