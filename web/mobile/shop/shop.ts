/**
 * What makes the shopper's pages nicer. Every page works without: forms are sent by the browser, choices are radio
 * buttons, numbers can be typed. Small, without a framework, for web views inside chat apps on a slow network.
 */
import './shop.css'
import { addToBag } from './bag'
import { groupChoices } from './choices'
import { keepLastOrder, watchOffline } from './offline'
import { watchPayment } from './payment'
import { offerSharing } from './share'
import { rememberForms } from './remember'
import { sendOnce } from './once'
import { steppers } from './steppers'

groupChoices()
steppers()
addToBag()
sendOnce()
rememberForms()
offerSharing()
watchPayment()
watchOffline()
keepLastOrder()
