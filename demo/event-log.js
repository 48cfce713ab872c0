/** What `<linkus-phone>` tells. The events don't bubble: listen on the phone itself. */
const facts = [
  'linkus-registration-change',
  'linkus-incoming',
  'linkus-call-start',
  'linkus-call-change',
  'linkus-call-end',
  'linkus-request-refused',
  'linkus-runtime-error',
];

function describe({ type, detail }) {
  const { call } = detail;
  if (!call) return JSON.stringify(detail);
  const reason = type === 'linkus-call-end' ? `, ${detail.reason}` : '';
  return `${call.direction} ${call.number}: ${call.state}${reason}`;
}

/** Writes each event of `phone` as a line of `list`, the newest first. Text only: what comes from the network is no HTML. */
export function writeEvents(phone, list) {
  for (const name of facts) {
    phone.addEventListener(name, (event) => {
      const line = document.createElement('li');
      line.textContent = `${new Date().toLocaleTimeString()} ${name} ${describe(event)}`;
      list.prepend(line);
    });
  }
}
