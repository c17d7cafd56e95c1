// A small service that guards two calls with opossum and tells of them through opossum-prometheus.
//
//   GET  /metrics            what the console reads
//   GET  /truth              what opossum itself says of its breakers
//   POST /call/NAME/HOW/N    N calls through the breaker NAME, one after the other; HOW the dependency
//                            behaves: ok, fail, hang. Answers how they ended.
//   POST /blip/NAME          opens and closes within one turn of the event loop: no poll can fall between
//
// node server.js MS [PORT]: MS from open to half-open; without PORT, any that is free.
// Ends when its standard input does, so that it never outlives the test that started it.
'use strict';

const http = require('http');
const CircuitBreaker = require('opossum');
const PrometheusMetrics = require('opossum-prometheus');
const client = require('prom-client');

const resetTimeout = Number(process.argv[2]); // ms from open to half-open
const settings = {
  timeout: 60, errorThresholdPercentage: 50, volumeThreshold: 4, resetTimeout,
  rollingCountTimeout: 60000, rollingCountBuckets: 60
};

const dependency = how => {
  switch (how) {
    case 'ok': return Promise.resolve('fine');
    case 'fail': return Promise.reject(new Error('the dependency said no'));
    default: return new Promise(() => {});
  }
};
const breakers = {
  stock: new CircuitBreaker(dependency, { ...settings, name: 'stock' }),
  mailer: new CircuitBreaker(dependency, { ...settings, name: 'mailer' })
};
// opossum-prometheus counts the events that somebody listens to when it is told of the breaker, and opossum
// itself listens to every one but halfOpen. "stock" logs it, as many services do; "mailer" does not.
breakers.stock.on('halfOpen', () => {});

const metrics = new PrometheusMetrics({ circuits: Object.values(breakers) });

const wordFor = breaker => breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed';

async function call (breaker, how, count) {
  const ends = { ok: 0, failed: 0, timedOut: 0, notPermitted: 0 };
  for (let i = 0; i < count; ++i) {
    try {
      await breaker.fire(how);
      ++ends.ok;
    } catch (error) {
      const end = { EOPENBREAKER: 'notPermitted', ETIMEDOUT: 'timedOut' }[error.code] || 'failed';
      ++ends[end];
    }
  }
  return ends;
}

const server = http.createServer(async (request, response) => {
  const [, what, name, how, count] = request.url.split('/');
  let body = '';
  if (what === 'metrics') {
    body = metrics.metrics;
    response.setHeader('Content-Type', client.register.contentType);
  } else if (what === 'truth') {
    const words = Object.entries(breakers).map(([key, breaker]) => [key, wordFor(breaker)]);
    body = JSON.stringify(Object.fromEntries(words));
  } else if (what === 'call' && request.method === 'POST' && breakers[name]) {
    body = JSON.stringify(await call(breakers[name], how, Number(count)));
  } else if (what === 'blip' && request.method === 'POST' && breakers[name]) {
    breakers[name].open();
    breakers[name].close();
  } else {
    response.statusCode = 404;
  }
  response.end(body);
});
server.listen(Number(process.argv[3] || 0), '127.0.0.1', () => console.log(`ready on port ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
