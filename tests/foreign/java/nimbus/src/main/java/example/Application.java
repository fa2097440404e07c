package example;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.auth.*;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.*;
import com.nimbusds.oauth2.sdk.pkce.*;
import com.nimbusds.oauth2.sdk.token.*;
import com.nimbusds.openid.connect.sdk.*;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.sun.net.httpserver.*;
import java.io.IOException;
import java.net.*;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public class Application {
  private static final Map<String, String> environment = System.getenv();
  private static final URI redirectUri =
      URI.create("http://127.0.0.1:" + environment.get("PORT") + "/callback");
  private static final ClientID clientId = new ClientID(environment.get("CLIENT_ID"));
  private static final ClientAuthentication authentication =
      new ClientSecretBasic(clientId, new Secret(environment.get("CLIENT_SECRET")));
  private static final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private static final Map<String, BearerAccessToken> sessions = new ConcurrentHashMap<>();

  private record Pending(CodeVerifier verifier, Nonce nonce) {}

  public static void main(String[] args) throws Exception {
    var server = OIDCProviderMetadata.resolve(new Issuer(environment.get("ISSUER")));
    var web = HttpServer.create(new InetSocketAddress("127.0.0.1", redirectUri.getPort()), 0);
    web.createContext("/", page(exchange -> home(server, exchange)));
    web.createContext("/callback", page(exchange -> callback(server, exchange)));
    web.createContext("/resource", page(Application::resource));
    web.start();
    System.out.println("listening on " + redirectUri.getPort());
  }

  static void home(OIDCProviderMetadata server, HttpExchange exchange) throws Exception {
    var token = sessions.get(session(exchange));
    if (token == null) {
      signIn(server, exchange);
      return;
    }
    var request = new UserInfoRequest(server.getUserInfoEndpointURI(), token).toHTTPRequest();
    var response = UserInfoResponse.parse(request.send());
    answer(exchange, 200, "Signed in as " + response.toSuccessResponse().getUserInfo().getName());
  }

  static void signIn(OIDCProviderMetadata server, HttpExchange exchange) throws IOException {
    var state = new State();
    var begun = new Pending(new CodeVerifier(), new Nonce());
    pending.put(state.getValue(), begun);
    var scope = new Scope("openid", "profile", "my/scope");
    var request = new AuthenticationRequest.Builder(ResponseType.CODE, scope, clientId, redirectUri)
        .endpointURI(server.getAuthorizationEndpointURI())
        .state(state)
        .nonce(begun.nonce())
        .codeChallenge(begun.verifier(), CodeChallengeMethod.S256)
        .build();
    exchange.getResponseHeaders().add("Set-Cookie", "session=" + state + "; HttpOnly; SameSite=Lax");
    exchange.getResponseHeaders().add("Location", request.toURI().toString());
    answer(exchange, 302, "");
  }

  static void callback(OIDCProviderMetadata server, HttpExchange exchange) throws Exception {
    var answered = AuthenticationResponseParser.parse(redirectUri.resolve(exchange.getRequestURI()));
    var state = answered.getState();
    var begun = state == null ? null : pending.remove(state.getValue());
    if (begun == null || !state.getValue().equals(session(exchange))) {
      throw new GeneralException("nobody asked for this answer");
    }
    if (!server.getIssuer().equals(answered.getIssuer())) { // RFC 9207 §2.4
      throw new GeneralException("the answer comes from another server");
    }
    if (!answered.indicatesSuccess()) {
      throw new GeneralException(answered.toErrorResponse().getErrorObject());
    }
    var code = answered.toSuccessResponse().getAuthorizationCode();
    var grant = new AuthorizationCodeGrant(code, redirectUri, begun.verifier());
    var request = new TokenRequest.Builder(server.getTokenEndpointURI(), authentication, grant).build();
    var response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send());
    if (!response.indicatesSuccess()) {
      throw new GeneralException(response.toErrorResponse().getErrorObject());
    }
    var tokens = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
    new IDTokenValidator(server.getIssuer(), clientId, JWSAlgorithm.RS256, server.getJWKSetURI().toURL())
        .validate(tokens.getIDToken(), begun.nonce());
    sessions.put(state.getValue(), tokens.getBearerAccessToken());
    exchange.getResponseHeaders().add("Location", "/");
    answer(exchange, 302, "");
  }

  static void resource(HttpExchange exchange) throws Exception {
    var request = new HTTPRequest(HTTPRequest.Method.GET, URI.create(environment.get("RESOURCE")));
    request.setAuthorization(sessions.get(session(exchange)).toAuthorizationHeader());
    var response = request.send();
    answer(exchange, response.getStatusCode(), response.getBody());
  }

  static String session(HttpExchange exchange) {
    var cookie = exchange.getRequestHeaders().getFirst("Cookie");
    return cookie == null ? "" : cookie.replaceAll(".*\\bsession=([^;]*).*", "$1");
  }

  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var body = text.getBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  interface Page {
    void show(HttpExchange exchange) throws Exception;
  }

  static HttpHandler page(Page page) {
    return exchange -> {
      try {
        page.show(exchange);
      } catch (Exception refused) {
        answer(exchange, 400, refused.getMessage());
      }
    };
  }
}
