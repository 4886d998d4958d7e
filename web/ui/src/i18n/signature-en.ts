// The texts about signatures in English.
export const signature = {
  'signature.loading': 'Rebuilding what was signed …',
  'signature.error': 'The signature could not be rebuilt. {message}',
  'signature.string_to_sign': 'String to sign',
  'signature.canonical_request': 'Canonical request',
  'signature.rebuilt': 'From the captured request',
  'signature.echoed': 'As OSS built it',
  'signature.signed': 'As the app signed it',
  'signature.differs': 'differs',
  'signature.part': 'Part',
  'signature.absent': 'not there',
  'signature.empty': 'empty',

  'signedLine.method': 'Method',
  'signedLine.md5': 'Content-MD5',
  'signedLine.type': 'Content-Type',
  'signedLine.date': 'Date',
  'signedLine.header': 'Header',
  'signedLine.resource': 'Resource',
  'signedLine.algorithm': 'Algorithm',
  'signedLine.scope': 'Scope',
  'signedLine.hash': 'Hash of the canonical request',
  'signedLine.path': 'Path',
  'signedLine.query': 'Query',
  'signedLine.end': 'End of the headers',
  'signedLine.additional': 'Additional headers',
  'signedLine.payload': 'Body',
  'signedLine.line': 'More',

  'secret.label': 'Try the secret of {key}',
  'secret.hint': 'It stays in this page: it is neither sent nor kept.',
  'secret.notHere':
    'A secret can be tried only where the browser lends its cryptography: open the page at http://localhost or 127.0.0.1.',
  'secret.matches': 'Matches: this secret signed the request as it was captured.',
  'secret.echoMatches':
    'Does not match, because the request was changed: the secret is right, but what it signed is what OSS built and not what was captured.',
  'secret.blanks':
    'Does not match, because of the blanks around it: without them the secret is right.',
  'secret.keyId': 'Does not match, because this is the AccessKey ID and not its secret.',
  'secret.more':
    'Does not match, because the app signs with something around it: a line end, a blank or quotes.',
  'secret.mistake': 'The secret is right, but the app signed another text:',
  'secret.searchError': 'Known mistakes could not be tried. {message}',
  'secret.wrong':
    'Does not match, because another secret, or a text other than these, made this signature.',

  'bench.open': 'Check a pasted signature (b)',
  'bench.title': 'Signature bench',
  'bench.intro':
    'Paste a request, as HTTP or as a curl command, to see what it has to sign. Nothing of it is stored.',
  'bench.request': 'Request',
  'bench.answer': 'Answer of OSS, to compare with (optional)',
  'bench.unreadable':
    'This is neither the head of an HTTP request nor a curl command with a URL.',

  'verdict.equal': 'Both sides built the same text',
  'verdict.different': 'OSS built another text',
  'verdict.no-echo': 'Nothing to compare with',
  'verdict.unsigned': 'Not signed in the head',
  'verdict.matches-secret': 'The secret made this signature',
  'verdict.wrong-secret': 'Another secret made this signature',
} as const;
