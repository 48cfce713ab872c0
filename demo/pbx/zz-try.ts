import { startTestPbx } from './testing/client.js';
import { TestPhone, mediaOf } from './testing/phone.js';
import { connect } from './testing/calls.js';
const pbx = await startTestPbx();
const [a, b, c] = [
  await TestPhone.register(pbx, '1000'),
  await TestPhone.register(pbx, '1001'),
  await TestPhone.register(pbx, '1002'),
];
const { inviter } = await connect(a, b);
inviter.delegate = {
  onNotify: (n) => {
    console.log('NOTIFY', n.request.body);
    void n.accept();
  },
};
inviter.dialog?.refer({ onAccept: () => console.log('202') }, { extraHeaders: ['Refer-To: <sip:1002@127.0.0.1>'] });
const third = await c.nextInvitation();
console.log('third');
setTimeout(async () => {
  for (const e of ((await pbx.command('sip-log')) as any[]).slice(-24))
    console.log(e.direction, e.extension, e.summary, e.text.slice(0, 30));
  console.log(JSON.stringify(await pbx.command('calls')));
  process.exit();
}, 1500);
