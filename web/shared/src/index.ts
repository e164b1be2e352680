export { api, fetched, granted, newKey, type Schemas } from './api'
export { brandOfAddress } from './brand'
export * from './format'
export { LAW_WORDS, lawSays, type LawReason } from './lawWords'
export { logInWords } from './logInWords'
export { messageOf, Problem, type FieldFault } from './problem'
export {
  brandFacts,
  confirmCode,
  enrolSecondFactor,
  logIn,
  logOut,
  may,
  recognise,
  session,
  skipEnrolment,
  type SessionState,
} from './session'
export { chooseTheme, dark, theme, type Theme } from './theme'
export { useLoad, type Load } from './useLoad'
export { useLogIn } from './useLogIn'
export { catalogue, language, speak, type Language } from './words'
