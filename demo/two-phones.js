import { writeEvents } from './event-log.js';

// One that floats over the page: dragged, resized, minimised, and put above other programs by its bar.
const session = document.querySelector('#right linkus-session');
document.querySelector('#window').addEventListener('change', ({ target }) => {
  session.layout = target.checked ? 'window' : 'inline';
});

writeEvents(document.querySelector('#right'), document.querySelector('.log'));
