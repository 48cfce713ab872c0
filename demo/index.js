import { writeEvents } from './event-log.js';
import { fillLocalePicker } from './locale-picker.js';

const phone = document.querySelector('linkus-phone');

// Before the element is defined (its script comes after this one), so that it signs in once, as the right extension.
const username = new URLSearchParams(location.search).get('username');
if (username) phone.setAttribute('signature-url', `/signature?username=${encodeURIComponent(username)}`);

fillLocalePicker(document.querySelector('#locale'), phone);

const verdict = ({ microphone, speaker, echo }) =>
  [
    microphone.problem
      ? `Microphone: ${microphone.problem}.`
      : `Microphone “${microphone.label}”: ${microphone.heard ? 'you are heard.' : 'nothing was heard.'}`,
    `Speaker: ${speaker.played ? 'a sound was played.' : 'no sound could be played.'}`,
    echo ? `Echo call: ${echo.heard ? `back after ${Math.round(echo.delay * 1000)} ms.` : 'nothing came back.'}` : '',
  ].join(' ');

// The same check is under "Devices" of a call. It never rejects.
document.querySelector('#check').addEventListener('click', async ({ currentTarget: button }) => {
  const result = document.querySelector('#check-result');
  button.disabled = true;
  result.textContent = 'Say something, please. This takes up to half a minute.';
  result.textContent = verdict(await phone.check());
  button.disabled = false;
});

writeEvents(phone, document.querySelector('.log'));
