export type { DeliveryFaultInput } from './delivery-faults';
export type { Delivery, DeliveryFilter } from './deliveries';
export type { Subscription } from './events-out';
export type { Shape, SubscriptionInput } from './subscriptions';
