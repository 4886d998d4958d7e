// The texts of the RAM policy in English.
export const policy = {
  'policy.open': 'RAM policy for these calls',
  'policy.openHint': 'The smallest policy that allows what was captured',
  'policy.forDenied': 'Policy that allows this call',
  'policy.title': 'The smallest RAM policy',
  'policy.ofAll': 'For all captured calls.',
  'policy.ofFilter': 'For the calls that pass',
  'policy.denied': 'Only what OSS refused for want of a permission',
  'policy.loading': 'Reading the calls …',
  'policy.error': 'The policy could not be made. {message}',
  'policy.none': 'None of these calls is a signed call of OSS, so there is nothing to allow.',
  'policy.noneDenied': 'None of these calls was refused for want of a permission.',
  'policy.calls': 'Made from {count} calls',
  'policy.copy': 'Copy the policy',
  'policy.explicitlyDenied':
    '{count} of these calls were refused by a Deny statement. Take that out first: no Allow wins over a Deny.',
  'policy.unknownBucket':
    'Put the name of the bucket in place of BUCKET: behind a custom domain the calls do not say it.',
  'policy.withoutAction':
    'Nothing is documented of what {operations} must be allowed; grant it by hand.',
  'policy.usesKms':
    'Objects are encrypted by KMS: kms:GenerateDataKey and kms:Decrypt on the key are needed too. The calls do not say which resource the key is.',
  'policy.widened': 'There were many objects, so folders or a whole bucket are allowed in their place.',
  'policy.tooLong': 'RAM takes 6,144 characters at most. Filter by bucket and make several policies.',
  'policy.incomplete':
    'Only the oldest of these calls were read. Filter further, or use osslens policy, which reads all.',
} as const;
