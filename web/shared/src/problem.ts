/** What the API says went wrong (RFC 9457), or that it could not be asked. */
import { catalogue } from './words'

export interface FieldFault {
  path: string
  message: string
}

interface ProblemBody {
  code: string
  title: string
  detail: string
  errors: FieldFault[]
  request_id: string
}

const words = catalogue({
  zh: {
    offline: '网络连接不上，请检查后重试。',
    broken: '服务器没有正确回应，请稍后重试。',
    unknown: '出现了意外错误，请重试。',
    request: (id: string) => `请求编号 ${id}`,
  },
  en: {
    offline: 'The network does not answer. Check it and try again.',
    broken: 'The server did not answer properly. Try again in a moment.',
    unknown: 'Something unexpected went wrong. Try again.',
    request: (id: string) => `Request id ${id}`,
  },
})

/** Thrown by every call of the API that was not granted. Switch on `code`; show `message`; mark the fields of `errors`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldFault[] = [],
    readonly requestId = '',
  ) {
    super(message)
    this.name = 'Problem'
  }

  /** Sending the same request again may do. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }

  /** What is wrong with a field, by its JSON path, or undefined. */
  field(path: string): string | undefined {
    return this.errors.find((fault) => fault.path === path)?.message
  }

  static offline(): Problem {
    return new Problem(0, 'offline', words.value.offline)
  }

  /** From an answer that is no success; its body may be no problem at all (a proxy's page). */
  static of(status: number, body: unknown): Problem {
    const given = body as Partial<ProblemBody> | null | undefined
    if (typeof given?.code !== 'string') return new Problem(status, 'broken', words.value.broken)
    const text = given.detail ? given.detail : (given.title ?? words.value.unknown)
    return new Problem(status, given.code, text, given.errors ?? [], given.request_id ?? '')
  }
}

/** Words for whatever was thrown, for a person. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Problem)) return words.value.unknown
  const faults = error.errors.map((fault) => fault.message).join('；')
  const said = faults && !error.message.includes(faults) ? `${error.message} ${faults}` : error.message
  return error.status >= 500 && error.requestId ? `${said}（${words.value.request(error.requestId)}）` : said
}
