// RAM 策略的中文文本。
export const policy = {
  'policy.open': '这些调用所需的 RAM 策略',
  'policy.openHint': '允许所捕获调用的最小策略',
  'policy.forDenied': '允许此调用的策略',
  'policy.title': '最小 RAM 策略',
  'policy.ofAll': '针对所有已捕获的调用。',
  'policy.ofFilter': '针对符合以下条件的调用：',
  'policy.denied': '仅包含因缺少权限而被 OSS 拒绝的调用',
  'policy.loading': '正在读取调用……',
  'policy.error': '无法生成策略。{message}',
  'policy.none': '其中没有带签名的 OSS 调用，无需授权。',
  'policy.noneDenied': '其中没有因缺少权限而被拒绝的调用。',
  'policy.calls': '根据 {count} 次调用生成',
  'policy.copy': '复制策略',
  'policy.explicitlyDenied':
    '其中 {count} 次调用被 Deny 语句拒绝。请先删除该语句：Deny 始终优先于 Allow。',
  'policy.unknownBucket': '请将 BUCKET 替换为存储空间的名称：使用自定义域名时，调用中没有该名称。',
  'policy.withoutAction': '文档未说明 {operations} 需要哪些权限，请自行补充授权。',
  'policy.usesKms':
    '对象使用 KMS 加密：还需对密钥授予 kms:GenerateDataKey 和 kms:Decrypt，调用中没有密钥的资源名。',
  'policy.widened': '涉及的对象较多，已用目录或整个存储空间代替。',
  'policy.tooLong': 'RAM 策略最多 6,144 个字符，请按存储空间筛选，分成多个策略。',
  'policy.incomplete': '只读取了其中最早的一部分。请进一步筛选，或使用 osslens policy 读取全部。',
};
