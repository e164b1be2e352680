import 'vant/lib/index.css'
import './seller.css'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'

// What looks like a button is pressed like one: Vant's cells are divisions that only a finger moves.
document.addEventListener('keydown', (event) => {
  const pressed = event.target
  if ((event.key !== 'Enter' && event.key !== ' ') || !(pressed instanceof HTMLElement)) return
  if (pressed.getAttribute('role') !== 'button' || pressed instanceof HTMLButtonElement) return
  event.preventDefault()
  pressed.click()
})

createApp(App).use(router).mount('#app')
