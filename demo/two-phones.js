import { writeEvents } from './event-log.js';

writeEvents(document.querySelector('#right'), document.querySelector('.log'));
