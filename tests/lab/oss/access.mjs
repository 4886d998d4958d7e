/** Permission: bucket and object ACLs, owners, RAM and session policies, the Referer list. */
import { accessDenied, OssError } from './oss_error.mjs';
import { element } from './xml.mjs';

const NO_RIGHT = '0003-00000001';
const PUBLIC_READ = new Set(['public-read', 'public-read-write']);

/**
 * @param {import('./operations/table.mjs').Operation} operation
 * @param {import('./service.mjs').Context} context
 */
export function checkAccess(operation, context) {
  const { credential } = context.identity;
  const { bucket } = context;
  if (bucket?.denies.includes(operation.name)) {
    throw accessDenied('Access denied by bucket policy.', { ec: '0003-00000201' });
  }
  if (credential === null) checkAnonymous(operation, context);
  else checkCredential(operation, bucket, credential);
  if (bucket) checkPublicAccess(operation, context);
  if (bucket?.keepsObjects) checkRetention(operation, context);
}

/** Block Public Access: no ACL may open what is closed. */
function checkPublicAccess(operation, { bucket, request }) {
  if (!bucket.blocksPublicAccess) return;
  const isPublicAcl = (name) => /^public/.test(request.header(name) ?? '');
  if (operation.level === 'object' && isPublicAcl('x-oss-object-acl')) {
    throw accessDenied('Put public object acl is not allowed', { ec: '0016-00000901' });
  }
  if (operation.level === 'bucket' && isPublicAcl('x-oss-acl')) {
    throw accessDenied('Put public bucket acl is not allowed', { ec: '0015-00000901' });
  }
}

function checkRetention({ name }, { bucket, key }) {
  const changes = ['PutObject', 'CopyObject', 'DeleteObject', 'CompleteMultipartUpload'];
  if (!changes.includes(name) || !bucket.objects.has(key)) return;
  throw new OssError(409, 'FileImmutable', 'The object you specified is immutable.');
}

/** What RAM says of a refusal: to whom, by what kind of policy, and of which action. */
const ramDetail = (operation, credential, kind) => [
  [
    'AccessDeniedDetail',
    [
      element('AuthAction', `oss:${operation.name}`),
      element('AuthPrincipalDisplayName', credential.user),
      element('AuthPrincipalOwnerId', credential.owner),
      element('AuthPrincipalType', 'SubUser'),
      element('NoPermissionType', kind),
      element('PolicyType', 'AccountLevelIdentityBasedPolicy'),
    ],
  ],
];

/** @param {import('./operations/table.mjs').Operation} operation */
export function checkCredential(operation, bucket, credential) {
  // That a name is taken is told by PutBucket itself.
  const isOwn = !bucket || bucket.owner === credential.owner || operation.name === 'PutBucket';
  if (!isOwn && !isPublic(operation, bucket.acl)) {
    throw accessDenied('The bucket you access does not belong to you.', { ec: NO_RIGHT });
  }
  if (credential.sessionAllow && !credential.sessionAllow.includes(operation.name)) {
    throw accessDenied("Access denied by authorizer's policy.", { ec: '0003-00000301' });
  }
  const isDenied = credential.deny?.includes(operation.name) ?? false;
  if (!isDenied && (!credential.allow || credential.allow.includes(operation.name))) return;
  if (operation.level === 'service') throw accessDenied('You are forbidden to list buckets.');
  const kind = isDenied ? 'ExplicitDeny' : 'ImplicitDeny';
  const elements = credential.user ? ramDetail(operation, credential, kind) : [];
  throw accessDenied('You have no right to access this object.', { ec: NO_RIGHT, elements });
}

function checkAnonymous(operation, { bucket, key }) {
  if (operation.level === 'service' || !bucket) {
    throw accessDenied('Anonymous access is forbidden for this operation.');
  }
  const object = operation.level === 'object' ? bucket.objects.get(key) : undefined;
  const acl = object && object.acl !== 'default' ? object.acl : bucket.acl;
  if (isPublic(operation, acl)) return;
  if (operation.level === 'bucket') {
    throw accessDenied('Anonymous user has no right to access this bucket.', { ec: NO_RIGHT });
  }
  throw object && object.acl !== 'default'
    ? accessDenied('You have no right to access this object.', { ec: NO_RIGHT })
    : accessDenied('You have no right to access this object because of bucket acl.', {
        ec: NO_RIGHT,
      });
}

function isPublic(operation, acl) {
  if (operation.kind === 'read') return PUBLIC_READ.has(acl);
  if (operation.kind === 'write') return acl === 'public-read-write';
  return false;
}

/** Referer lists bind only anonymous and URL-signed requests. */
export function checkReferer(request, bucket, { credential, claim }) {
  if (!bucket.referer || (credential !== null && !claim.isUrl)) return;
  const { list, allowEmpty } = bucket.referer;
  const referer = request.header('referer') ?? '';
  if (referer === '') {
    if (allowEmpty || list.length === 0) return;
    throw accessDenied('You are denied by bucket referer policy.', {
      ec: '0003-00000501',
      elements: [['BucketName', bucket.name]],
    });
  }
  if (list.some((pattern) => wildcard(pattern).test(referer))) return;
  throw accessDenied('You are denied by bucket referer policy.', {
    elements: [['BucketName', bucket.name]],
  });
}

const wildcard = (pattern) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}`,
  );
