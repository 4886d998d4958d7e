// The same texts as in marks-en.ts, in Chinese.
export const marks = {
  'mark.starred': '已加星标',
  'mark.star': '加星标 (s)',
  'mark.unstar': '取消星标 (s)',
  'mark.note': '备注',
  'mark.noteHint': '关于此请求需要记住的事',
  'mark.addNote': '添加备注',
  'mark.editNote': '修改备注',
  'mark.save': '保存',
  'mark.cancel': '取消',
  'mark.error': '无法更改星标。{message}',
  'mark.noteError': '无法保存备注。{message}',

  'hold.label': '定住列表',
  'hold.begin': '定住列表，暂不加入新请求 (h)',
  'hold.end': '让新请求进入列表 (h)',
  'hold.live': '已定住',
  'hold.waiting': '已定住，{count} 个新请求在等待：点击放行',
  'hold.waitingMore': '已定住，超过 {count} 个新请求在等待：点击放行',

  'clear.keepMarked': '保留有星标或备注的请求',
  'clear.forGoodMarked': '删除后无法恢复，星标和备注也会一并删除。',

  'filterKey.note': '备注中的文字',
  'help.key.hold': '定住列表或让新请求进入',
  'help.key.star': '加星标或取消星标',
  'help.word.starred': '有星标；不会因时间或容量上限被清除',
  'help.word.noted': '有备注；与有星标的一样会保留',
  'help.word.note': '备注中含有此文字',
} as const;
