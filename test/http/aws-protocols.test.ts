import { HttpRequest, actionOf, written } from './aws-protocols';

const JSON_REQUEST = { method: 'POST', url: '/', headers: { 'x-amz-target': 'Logs_20140328.DescribeLogStreams' } };
const QUERY = { method: 'POST', url: '/', headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } };
const LIST = { method: 'GET', url: '/bucket?list-type=2&prefix=x', headers: {} };
const ERROR = { status: 400, body: { __type: 'Throttling', message: 'Rate exceeded' } };

test.each<[string, HttpRequest, string, string]>([
  ['of JSON', JSON_REQUEST, '{}', 'DescribeLogStreams'],
  ['of a query', QUERY, 'Version=2010-03-31&Action=Publish&Message=x', 'Publish'],
  ['of S3', LIST, '', 'ListObjectsV2'],
])('the action %s', (_what, request, body, action) => {
  expect(actionOf(request, body)).toBe(action);
});

test.each([
  ['an upload', { method: 'PUT', url: '/bucket/key', headers: {} }],
  ['an older list', { method: 'GET', url: '/bucket?prefix=x', headers: {} }],
])('%s is not expected', (_what, request) => {
  expect(() => actionOf(request, '')).toThrow('is not expected here');
});

test.each<[string, HttpRequest, string]>([
  ['as JSON', JSON_REQUEST, '{"__type":"Throttling","message":"Rate exceeded"}'],
  ['as that of a query', QUERY, '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>'],
  ['as that of S3', LIST, '<Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error>'],
])('an error is written %s', (_what, request, content) => {
  expect(written(ERROR, request).content).toBe(content);
});

test.each([JSON_REQUEST, QUERY, LIST])('an answer that came as a text goes out as it came', request => {
  expect(written({ status: 200, body: '<xml/>' }, request).content).toBe('<xml/>');
});
