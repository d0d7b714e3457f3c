import { z } from 'zod';
import type { Engine } from '../engine';
import { play } from '../play';
import { clockOf, instant, parse, since } from './route';
import type { Route } from './route';

const oneName = z.strictObject({ name: z.string().optional() });

const deliveriesQuery = z.strictObject({ subscriber: z.string().optional(), since });

const playBody = z.union([z.strictObject({ ms: z.number().min(0) }), z.strictObject({ until: instant })], {
  error: 'expected {"ms": number} or {"until": ISO 8601 time}',
});

function subscriptionsOf({ eventsOut }: Engine): unknown {
  return { subscriptions: eventsOut.subscriptions() };
}

function timersOf({ scheduler }: Engine): unknown {
  return { timers: scheduler.list() };
}

/** The controls of events that go out, of timers and of functions. */
export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    name: 'subscriptions',
    summary: 'who gets events; assumed shapes are marked',
    run: subscriptionsOf,
  },
  {
    method: 'POST',
    name: 'subscriptions',
    summary: '{"shape": "cloudmonitor", "url": "http://127.0.0.1:8080/"}: delivers events from now on',
    run: ({ eventsOut }, { body }) => eventsOut.subscribe(body),
  },
  {
    method: 'DELETE',
    name: 'subscriptions',
    summary: 'ends the subscription ?name=, or all of them',
    run(engine, { query }) {
      engine.eventsOut.cancel(parse(oneName, Object.fromEntries(query), 'query').name);
      return subscriptionsOf(engine);
    },
  },
  {
    method: 'GET',
    name: 'deliveries',
    summary: 'what was delivered, oldest first; ?subscriber= and ?since=SEQ narrow it',
    run({ deliveries }, { query }) {
      const { subscriber, since: after } = parse(deliveriesQuery, Object.fromEntries(query), 'query');
      const entries = deliveries.entries({
        ...(subscriber !== undefined && { subscriber }),
        ...(after !== undefined && { since: after }),
      });
      return { dropped: deliveries.dropped, entries };
    },
  },
  { method: 'GET', name: 'timers', summary: 'timers, and when each fires next', run: timersOf },
  {
    method: 'POST',
    name: 'timers',
    summary: '{"name": "tick", "cron": "@every 15m", "url": "http://127.0.0.1:8080/"}',
    run: ({ scheduler }, { body }) => scheduler.add(body),
  },
  {
    method: 'DELETE',
    name: 'timers',
    summary: 'ends the timer ?name=, or all of them',
    run(engine, { query }) {
      engine.scheduler.cancel(parse(oneName, Object.fromEntries(query), 'query').name);
      return timersOf(engine);
    },
  },
  {
    method: 'GET',
    name: 'invocations',
    summary: 'asynchronous invocations of functions, oldest first',
    run: ({ functions }) => ({ invocations: functions.invocations() }),
  },
  {
    method: 'POST',
    name: 'play',
    summary: '{"ms": 3600000} or {"until": "..."}: moves the clock and waits for subscribers and functions',
    async run(engine, { body }) {
      const wanted = parse(playBody, body, 'body');
      const { clock } = engine.world;
      await play(engine, 'until' in wanted ? wanted.until : clock.now() + wanted.ms);
      return clockOf(engine);
    },
  },
];
