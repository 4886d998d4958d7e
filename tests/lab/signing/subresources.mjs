/**
 * The query keys that V1 signs. OSS publishes no complete list; this is the union of the
 *   documentation and of the official
 * SDKs, plus every key that begins with `x-oss-`.
 */
export const V1_SUBRESOURCES = new Set(
  `accessPoint accessPointConfigForObjectProcess accessPointForObjectProcess accessPointPolicy
  accessPointPolicyForObjectProcess acl append asyncFetch bucketArchiveDirectRead bucketInfo callback callback-var
  cleanRestoredObject cloudboxes cname comp continuation-token cors dataPipeline delete encryption endTime group
  httpsConfig img inventory inventoryId legalHold lifecycle link live location logging metaQuery objectInfo objectMeta
  objectWorm overwriteConfig partNumber policy policyStatus position processConfiguration publicAccessBlock qos qosInfo
  qosRequester redundancyTransition referer regionList regions replication replicationLocation replicationProgress
  requestPayment requesterQosInfo resourceGroup resourcePool resourcePoolBuckets resourcePoolInfo
  response-cache-control response-content-disposition response-content-encoding response-content-language
  response-content-type response-expires responseHeader restore retention rtc seal security-token sequential startTime
  stat status style styleName symlink tagging transferAcceleration udf udfApplication udfApplicationLog udfId udfImage
  udfImageDesc udfName uploadId uploads userDefinedLogFieldsConfig versionId versioning versions vip vod vpcip website
  withHashContext worm wormExtend wormId`.split(/\s+/),
);

/** @param {string} key @returns {boolean} */
export const isV1Subresource = (key) => V1_SUBRESOURCES.has(key) || key.startsWith('x-oss-');

/** The keys that the S3-compatible V2 signature covers. */
export const AWS_V2_SUBRESOURCES = new Set(
  `accelerate acl cors defaultObjectAcl delete lifecycle location logging notification partNumber policy requestPayment
  response-cache-control response-content-disposition response-content-encoding response-content-language
  response-content-type response-expires restore tagging torrent uploadId uploads versionId versioning versions
  website`.split(/\s+/),
);
