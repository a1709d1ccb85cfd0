// A provider of identities on loopback; whoever names themselves is believed. Its first line is its address.
//
// node provider.mjs PORT KEYS AUDIENCE: port 0 is any free one, KEYS a file with its private keys.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, keys, audience] = process.argv.slice(2);
const server = createServer();

server.listen(Number(port), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    jwks: JSON.parse(readFileSync(keys, "utf8")),
    clients: [
      {
        client_id: "browser",
        token_endpoint_auth_method: "none",
        redirect_uris: ["http://127.0.0.1/signed-in"],
        application_type: "native",
        id_token_signed_response_alg: "ES256",
      },
    ],
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_context, token) => ({ preferred_username: token.accountId }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ["for the test only"] },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: "openid",
          audience: resource === "urn:test:ours" ? audience : resource,
          accessTokenFormat: resource === "urn:test:opaque" ? "opaque" : "jwt",
          jwt: { sign: { alg: resource === "urn:test:rsa" ? "RS256" : "ES256" } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
