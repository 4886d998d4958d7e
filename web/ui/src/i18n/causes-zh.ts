// 列表上方失败原因的中文文本。
export const causes = {
  'groups.label': '失败原因',
  'groups.noRule': '原因不明',
  'groups.count': '{title}，{place}：{count} 次，最近一次 {time}',
  'groups.calm': '一切正常：没有失败的请求。',
  'groups.calmFiltered': '符合筛选条件的请求都没有失败。',
  'causes.client': '1 个客户端',
  'causes.clients': '{count} 个客户端',
  'outcome.check': '答复为否',
  'outcome.check.hint': '应用只是查询，OSS 回答没有：这是正常的响应，并非故障',
  'job.check': '存在性检查',
  'job.condition': '条件不满足',
};
