export { Clock } from '../../../src/testing/clock.js';
