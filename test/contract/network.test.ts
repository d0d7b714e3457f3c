import './cases/security-groups';
import './cases/security-group-rules';
import './cases/security-group-rule-changes';
import './cases/prefix-lists';
import './cases/port-lists';
import './cases/network-interfaces';
import './cases/network-interface-changes';
