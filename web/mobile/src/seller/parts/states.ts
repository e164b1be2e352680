/** Words for states that the API names, in both languages. */
import { computed } from 'vue'
import { catalogue } from '@storelet/shared'

const words = catalogue({
  zh: {
    pending: '待结算', available: '可提现', held: '审核中', paid: '已支付', reversed: '已退回', refused: '未通过',
    placed: '待付款', delivered: '已送达', cancelled: '已取消', refunded: '已退款', returned: '已退回',
    active: '有效', paused: '已暂停', draft: '草稿', published: '营业中', approved: '已批准', sent: '已发出',
    confirmed: '已到账', failed: '未成功', unknown: '确认中', requested: '待处理', made: '已退款', declined: '已拒绝',
    open: '待处理', granted: '已支持', withdrawn: '已撤回', review: '待品牌确认', closed: '已关闭', suspended: '已停用',
    partly_refunded: '部分退款', done: '已完成',
  },
  en: {
    pending: 'Pending', available: 'Available', held: 'In review', paid: 'Paid', reversed: 'Reversed', refused: 'Refused',
    placed: 'To be paid', delivered: 'Delivered', cancelled: 'Cancelled', refunded: 'Refunded', returned: 'Returned',
    active: 'Active', paused: 'Paused', draft: 'Draft', published: 'Open', approved: 'Approved', sent: 'Sent',
    confirmed: 'Arrived', failed: 'Failed', unknown: 'Being checked', requested: 'Waiting', made: 'Refunded', declined: 'Declined',
    open: 'Waiting', granted: 'Granted', withdrawn: 'Withdrawn', review: 'With the brand', closed: 'Closed', suspended: 'Suspended',
    partly_refunded: 'Partly refunded', done: 'Done',
  },
})

/** The word for a state; one that this release does not know is shown as it is. */
export const stateWord = computed(() => (state: string): string => (words.value as Record<string, string>)[state] ?? state)
