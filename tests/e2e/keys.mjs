/** Keys and buckets that the lab knows in tests and demo. All made up. */

export const APP_KEY = { id: 'exampleAccessKeyId', secret: 'fake-secret-not-real' };
export const BATCH_KEY = { id: 'exampleBatchKeyId', secret: 'fake-batch-secret-not-real' };
export const STS_KEY = {
  id: 'STS.exampleTemporaryKey',
  secret: 'fake-temporary-secret-not-real',
  token: 'CAIS/fake+security/token==not+real/0123456789abcdef',
};
export const EXPIRED_KEY = {
  id: 'STS.exampleExpiredKey',
  secret: 'fake-expired-secret-not-real',
  token: 'CAIS/fake+expired/token==not+real/0123456789abcdef',
  expiresAt: Date.UTC(2024, 4, 15, 8, 30, 12),
};

export const REGION = 'cn-hangzhou';
/** The bucket of most calls. */
export const PHOTOS = 'photos';
/** Lives in another region. */
export const REPORTS = 'reports';
export const REPORTS_REGION = 'cn-beijing';
/** Reached through a gateway that meddles, where a scene has one. */
export const INVOICES = 'invoices';

export const BUCKETS = [
  { name: PHOTOS, region: REGION },
  { name: REPORTS, region: REPORTS_REGION },
  { name: INVOICES, region: REGION },
];

export const hostOf = (bucket, region = REGION) => `${bucket}.oss-${region}.aliyuncs.com`;
