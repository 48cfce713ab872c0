import { writeEvents } from './event-log.js';

const phone = document.querySelector('linkus-phone');

// Before the element is defined (its script comes after this one), so that it signs in once, as the right extension.
const username = new URLSearchParams(location.search).get('username');
if (username) phone.setAttribute('signature-url', `/signature?username=${encodeURIComponent(username)}`);

writeEvents(phone, document.querySelector('.log'));
