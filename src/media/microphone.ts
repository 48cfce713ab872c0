export { MicrophonePermission } from './user-media.js';
