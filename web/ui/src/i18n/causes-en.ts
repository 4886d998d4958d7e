// The texts of the causes of failures above the list in English.
export const causes = {
  'groups.label': 'Causes of failures',
  'groups.noRule': 'No known cause',
  'groups.count': '{title}, {place}: {count}, last at {time}',
  'groups.calm': 'All is well: nothing in this capture has failed.',
  'groups.calmFiltered': 'Nothing that passes this filter has failed.',
  'causes.client': '1 client',
  'causes.clients': '{count} clients',
  'outcome.check': 'Answered no',
  'outcome.check.hint': 'The app asked, and OSS said no: that is an answer, nothing is broken',
  'job.check': 'a check whether it is there',
  'job.condition': 'a condition that did not hold',
} as const;
