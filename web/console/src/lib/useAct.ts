/** Something a person does: once at a time, with its outcome said and its faults at their fields. */
import { computed, ref, shallowRef } from 'vue'
import { ElMessage, ElMessageBox } from 'element-plus'
import { catalogue, messageOf, Problem } from '@storelet/shared'

const words = catalogue({
  zh: { yes: '确定', no: '取消', sure: '请确认' },
  en: { yes: 'Go ahead', no: 'Cancel', sure: 'Please confirm' },
})

export function useAct() {
  const busy = ref(false)
  const problem = shallowRef<unknown>(null)

  /** Do it; whether it was done. What went wrong is in `message` and `fault`; `done` is said where it went well. */
  async function act(work: () => Promise<unknown>, done = ''): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
    } catch (error) {
      problem.value = error
      return false
    } finally {
      busy.value = false
    }
    if (done) ElMessage({ type: 'success', message: done, grouping: true })
    return true
  }

  return {
    busy,
    problem,
    act,
    message: computed(() => (problem.value ? messageOf(problem.value) : '')),
    /** What is wrong with a field, by its path. */
    fault: (path: string) => (problem.value instanceof Problem ? problem.value.field(path) : undefined),
    clear: () => {
      problem.value = null
    },
  }
}

/** Ask before something that cannot be undone, or that others see at once. */
export async function sure(question: string, danger = true): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, words.value.sure, {
      confirmButtonText: words.value.yes,
      cancelButtonText: words.value.no,
      type: 'warning',
      confirmButtonClass: danger ? 'el-button--danger' : '',
      autofocus: false,
    })
    return true
  } catch {
    return false
  }
}

/** Say what went wrong with something that has no form of its own. */
export function told(message: string): void {
  if (message) ElMessage({ type: 'error', message, showClose: true, duration: 8000 })
}
