import { randomUUID } from 'node:crypto';
import { type Answer, json, type ReceivedRequest } from './answers.ts';
import type { TokenMint } from './tokenMint.ts';

export interface EntraApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface EntraDirectory {
  /** The address of the directory, `https://localhost:…`. */
  readonly url: string;
  readonly tenantId: string;
  readonly apps: readonly EntraApp[];
  /** A secret that was right until it ran out, for any of the apps. */
  readonly expiredClientSecret: string;
  /** What tokens can be asked for, without `/.default`. */
  readonly audiences: readonly string[];
  readonly mint: TokenMint;
  readonly nowMs: () => number;
}

/**
 * What Entra ID says to `GET /{tenant}/v2.0/.well-known/openid-configuration`. Microsoft's library asks this first for an
 * authority that it does not know, and reports an unknown tenant as `endpoints_resolution_error`, without the code.
 */
export function openIdConfiguration(directory: EntraDirectory, tenant: string): Answer {
  if (!knows(directory, tenant)) return unknownTenant(directory, tenant, 'invalid_tenant');
  const { url, tenantId } = directory;
  return json(200, {
    token_endpoint: `${url}/${tenantId}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${url}/${tenantId}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${url}/${tenantId}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${url}/${tenantId}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${url}/${tenantId}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${url}/${tenantId}/oauth2/v2.0/logout`,
    tenant_region_scope: null,
    cloud_instance_name: 'localhost',
  });
}

/** What Entra ID says to `POST /{tenant}/oauth2/v2.0/token`, for the grant `client_credentials`. */
export function tokenAnswer(directory: EntraDirectory, tenant: string, request: ReceivedRequest): Answer {
  if (!knows(directory, tenant)) return unknownTenant(directory, tenant, 'invalid_request');
  const form = new URLSearchParams(request.body.toString('utf8'));
  const problem = clientProblem(directory, form) ?? scopeProblem(directory, form);
  if (problem !== undefined) return refusal(directory, problem);
  const { url, tenantId, mint } = directory;
  const token = mint.issue({
    issuer: `${url}/${tenantId}/`,
    tenantId,
    clientId: form.get('client_id') ?? '',
    audience: audienceOf(form) ?? '',
  });
  return json(
    200,
    { token_type: 'Bearer', expires_in: token.expiresInS, ext_expires_in: token.expiresInS, access_token: token.text },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
  );
}

interface Problem {
  readonly status: number;
  readonly error: string;
  /** The number after AADSTS. */
  readonly code: number;
  readonly message: string;
}

function clientProblem(directory: EntraDirectory, form: URLSearchParams): Problem | undefined {
  const [grant, clientId, secret] = ['grant_type', 'client_id', 'client_secret'].map((name) => form.get(name) ?? '');
  const app = directory.apps.find((known) => known.clientId === clientId);
  if (grant !== 'client_credentials') {
    const message = `The app requested an unsupported grant type '${grant}'.`;
    return { status: 400, error: 'unsupported_grant_type', code: 70003, message };
  }
  if (app === undefined) {
    const message = `Application with identifier '${clientId}' was not found in the directory 'Sandbox'. You may have sent your authentication request to the wrong tenant.`;
    return { status: 400, error: 'unauthorized_client', code: 700016, message };
  }
  if (secret === directory.expiredClientSecret) {
    const message = `The provided client secret keys for app '${clientId}' are expired.`;
    return { status: 401, error: 'invalid_client', code: 7000222, message };
  }
  if (secret === app.clientSecret) return undefined;
  const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
  return { status: 401, error: 'invalid_client', code: 7000215, message };
}

function scopeProblem({ audiences }: EntraDirectory, form: URLSearchParams): Problem | undefined {
  const audience = audienceOf(form);
  if (audience === undefined) {
    const message = `The provided value for scope ${form.get('scope')} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`;
    return { status: 400, error: 'invalid_scope', code: 1002012, message };
  }
  if (audiences.includes(audience)) return undefined;
  const message = `The resource principal named ${audience} was not found in the tenant named Sandbox.`;
  return { status: 400, error: 'invalid_resource', code: 500011, message };
}

// Microsoft's library asks for the OpenID scopes as well.
function audienceOf(form: URLSearchParams): string | undefined {
  const scopes = (form.get('scope') ?? '').split(' ');
  return scopes.find((scope) => scope.endsWith('/.default'))?.slice(0, -'/.default'.length);
}

function knows({ tenantId }: EntraDirectory, tenant: string): boolean {
  return tenant.toLowerCase() === tenantId;
}

function unknownTenant(directory: EntraDirectory, tenant: string, error: string): Answer {
  const message = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
  return refusal(directory, { status: 400, error, code: 90002, message });
}

function refusal({ url, nowMs }: EntraDirectory, { status, error, code, message }: Problem): Answer {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = `${new Date(nowMs()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${url}/error?code=${code}`,
  });
}
