/** The program of Yeastar's manual, chapter "Linkus Web SDK UI", as it is printed there, for a test. */
/* eslint-disable no-unused-vars -- the manual's program, to be run as it is */
import { init } from 'ys-webrtc-sdk-ui';
const container = document.getElementById('container');
// 初始化
init(container, {
  username: '1000',
  secret: 'sdkshajgllliiaggskjhf',
  pbxURL: 'https://192.168.1.1:8088',
})
  .then((data) => {
    // 可以在这里获取暴露出的实例，处理更多业务
    const { phone, pbx, destroy, on } = data;
    // ...
  })
  .catch((err) => {
    console.log(err);
  });
