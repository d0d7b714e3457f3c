import './cases/tags';
import './cases/commands';
import './cases/invocations';
import './cases/cloud-assistant';
import './cases/system-events';
import './cases/system-event-answers';
import './cases/simulated-events';
import './cases/monitoring';
