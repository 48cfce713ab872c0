/** Chooses a theme and a colour scheme, and gives the elements that have no phone something to show. */
const stage = document.querySelector('#stage');
const source = document.querySelector('#source');
const { elements: fields } = document.querySelector('form');

const now = Date.now();
for (const session of stage.querySelectorAll('linkus-session')) session.answeredAt = now - 95_000;

const kinds = ['incoming', 'missed', 'outgoing'];
const people = ['Bob Baker', 'Carol Chen', '', 'Dan Dole'];
stage.querySelector('linkus-cdr-list').records = Array.from({ length: 40 }, (_, index) => {
  const status = index % kinds.length;
  const missed = kinds[status] === 'missed';
  return {
    timestamp: Math.floor(now / 1000) - 1800 - index * 9000,
    number: people[index % people.length] ? `100${(index % people.length) + 1}` : '+49 30 1234567',
    name: people[index % people.length],
    status: status + 1,
    talk_duration: missed ? 0 : 12 + index * 37,
    disposition: missed ? 'NO ANSWER' : 'ANSWERED',
    unread: missed && index < 8,
  };
});

async function show() {
  const theme = fields.theme.value;
  stage.className = theme ? `stage theme-${theme}` : 'stage';
  stage.dataset.scheme = fields.scheme.value;
  stage.style.setProperty('--width', `${fields.width.value}px`);
  document.querySelector('output').value = fields.width.value;
  const text = theme
    ? await (await fetch(`/demo/themes/${theme}.css`)).text()
    : '/* Nothing: this is how they come. */';
  // Another one may have been chosen meanwhile.
  if (theme === fields.theme.value) source.textContent = text;
}

document.querySelector('form').addEventListener('input', show);
void show();
