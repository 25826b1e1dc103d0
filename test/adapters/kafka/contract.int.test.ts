import { eventLogContract } from '../../contracts/event-log.contract.js';
import { openForContract } from './support.js';

eventLogContract('Kafka', openForContract);
