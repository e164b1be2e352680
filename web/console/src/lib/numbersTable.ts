/** Clicks, people, orders and money of shares as the rows of a table, and as a file. */
import { catalogue, money, number, percent, type Schemas } from '@storelet/shared'
import { keepCsv } from './download'

const words = catalogue({
  zh: { clicks: '点击', people: '人数', orders: '订单', conversion: '转化率', sales: '销售额', refunded: '已退', commission: '佣金', perClick: '每次点击佣金' },
  en: { clicks: 'Clicks', people: 'People', orders: 'Orders', conversion: 'Conversion', sales: 'Sales', refunded: 'Refunded', commission: 'Commission', perClick: 'Earned a click' },
})
export const NUMBER_COLUMNS = [1, 2, 3, 4, 5, 6, 7, 8]

export function numberHeads(first: string): string[] {
  const { clicks, people, orders, conversion, sales, refunded, commission, perClick } = words.value
  return [first, clicks, people, orders, conversion, sales, refunded, commission, perClick]
}
export function numberCells(label: string, it: Schemas['Figures'], currency: string): string[] {
  return [
    label,
    number(it.clicks),
    number(it.people),
    number(it.orders),
    it.conversion === null ? '—' : percent(it.conversion),
    money(it.sales, currency),
    money(it.refunded, currency),
    money(it.commission - it.reversed, currency),
    // A fraction of a minor unit is nothing anybody is paid: it is shown rounded.
    it.earnings_per_click === null ? '—' : money(Math.round(Number(it.earnings_per_click)), currency),
  ]
}
export function saveNumbers(numbers: Schemas['Numbers'], name: string): void {
  const head = ['key', 'label', 'clicks', 'people', 'previews', 'bots', 'orders', 'conversion', 'sales_minor', 'refunded_minor', 'commission_minor', 'reversed_minor', 'earnings_per_click_minor']
  const rows = numbers.rows.map(({ key, label, figures: it }) => [key, label, it.clicks, it.people, it.previews, it.bots, it.orders, it.conversion ?? '', it.sales, it.refunded, it.commission, it.reversed, it.earnings_per_click ?? ''])
  keepCsv([head, ...rows], `${name}.csv`)
}
