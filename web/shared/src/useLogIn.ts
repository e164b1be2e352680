/** The log-in as a form, without a look: the phone's and the console's pages give it one. */
import { computed, ref, shallowRef } from 'vue'
import { renderSVG } from 'uqr'
import { messageOf, Problem } from './problem'
import { confirmCode, enrolSecondFactor, logIn, session } from './session'

export function useLogIn() {
  const login = ref('')
  const password = ref('')
  const code = ref('')
  const busy = ref(false)
  const problem = shallowRef<unknown>(null)
  const secret = ref('')
  const secretUri = ref('')

  /** The message over the form, and those of fields by name. */
  const message = computed(() => (problem.value ? messageOf(problem.value) : ''))
  const fault = (field: string) => (problem.value instanceof Problem ? problem.value.field(field) : undefined)
  /** A picture of the secret's address, for the camera of an authenticator app. */
  const picture = computed(() =>
    secretUri.value ? `data:image/svg+xml,${encodeURIComponent(renderSVG(secretUri.value))}` : '',
  )

  async function attempt(work: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await work()
    } catch (error) {
      problem.value = error
    } finally {
      busy.value = false
    }
  }

  async function prepareEnrolment(): Promise<void> {
    if (session.state !== 'enrol' || secret.value) return
    const made = await enrolSecondFactor()
    secret.value = made.secret
    secretUri.value = made.uri
  }

  const send = () =>
    attempt(async () => {
      await logIn(login.value.trim(), password.value)
      password.value = ''
      await prepareEnrolment()
    })
  const sendCode = () =>
    attempt(async () => {
      try {
        await confirmCode(code.value.replace(/\s/g, ''))
      } finally {
        code.value = ''
      }
    })
  return { login, password, code, busy, message, fault, secret, secretUri, picture, send, sendCode, prepareEnrolment }
}
