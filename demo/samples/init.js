/** The first program of Yeastar's manual, chapter "Integrate Linkus Web SDK Core", as it is printed there, for a test. */
/* eslint-disable no-unused-vars -- the manual's program, to be run as it is */
import { init, on } from 'ys-webrtc-sdk-core';

init({
  username: '1000',
  secret: 'sdkshajgllliiaggskjhf',
  pbxURL: 'https://192.168.1.1:8088',
})
  .then((operator) => {
    // 获得 PhoneOperator实例、PBXOperator 实例和 destroy 方法
    const { phone, pbx, destroy } = operator;
  })
  .catch((error) => {
    console.log(error);
  });
