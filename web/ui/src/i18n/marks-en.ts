// The texts of stars, of notes and of the held list in English.
export const marks = {
  'mark.starred': 'Starred',
  'mark.star': 'Put a star on it (s)',
  'mark.unstar': 'Take the star off (s)',
  'mark.note': 'Note',
  'mark.noteHint': 'What is to be remembered about it',
  'mark.addNote': 'Add a note',
  'mark.editNote': 'Change the note',
  'mark.save': 'Save',
  'mark.cancel': 'Cancel',
  'mark.error': 'The star could not be changed. {message}',
  'mark.noteError': 'The note could not be saved. {message}',

  'hold.label': 'Hold the list',
  'hold.begin': 'Hold the list as it is (h)',
  'hold.end': 'Let new exchanges in (h)',
  'hold.live': 'Held',
  'hold.waiting': 'Held, {count} new waiting: let them in',
  'hold.waitingMore': 'Held, more than {count} new waiting: let them in',

  'clear.keepMarked': 'Keep those with a star or a note',
  'clear.forGoodMarked': 'They cannot be brought back, and stars and notes go with them.',

  'filterKey.note': 'words of its note',
  'help.key.hold': 'hold the list, or let new exchanges in',
  'help.key.star': 'put a star on it, or take it off',
  'help.word.starred': 'with a star; neither age nor size of the capture removes them',
  'help.word.noted': 'with a note; kept like those with a star',
  'help.word.note': 'its note contains this',
} as const;
