/** The parts of the elements in the panel, for `exportparts`: a page styles them from outside. */
export const dialpadParts = 'display, backspace, contact, redial, keys, key, call, video-call, hang-up, problem, retry';

export const sessionParts =
  'avatar, name, number, company, state, timer, recording, quality, quality-text, pictures, remote-video, local-video, ' +
  'other-call, swap, consultation, complete, cancel, panel, transfer-number, attended, blind, warning, remedy, problem, ' +
  'retry, actions, mute, hold, keypad, transfer, more, record, video, add-call, devices, above, hang-up, display, key, call, ' +
  'device-select, device-test, device-check, device-report, window-bar';

export const incomingParts =
  'avatar, state, name, number, company, hint, actions, answer, answer-video, reject, problem';

/** What the panel has itself gets another name. */
export const listParts =
  'search, menu, read-all, delete-all, tabs:filters, tab:filter, undo, problem, retry, note, list, day, row, missed, who, ' +
  'name, number, details, kind, unread, call:call-back, read, delete';
