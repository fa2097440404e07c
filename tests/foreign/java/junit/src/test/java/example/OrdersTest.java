package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.*;
import org.junit.jupiter.api.*;

class OrdersTest {
  private static final String audience = "https://orders.example/";
  private static final OAuthLab lab = new OAuthLab();

  private OAuthLab.Sandbox sandbox;
  private Orders api;

  @BeforeAll
  static void startLab() {
    lab.start();
  }

  @AfterAll
  static void stopLab() {
    lab.stop();
  }

  @BeforeEach
  void useSandbox() throws Exception {
    sandbox = lab.createSandbox();
    api = new Orders(sandbox.issuer(), audience);
    Map<String, Object> client =
        Map.of("client_id", "shop", "grant_types", List.of("client_credentials"));
    lab.control("POST", sandbox.base(), "clients", client);
  }

  @AfterEach
  void deleteSandbox() throws Exception {
    lab.deleteSandbox(sandbox);
  }

  /** An access token without a flow: good, but for what is said. */
  private String token(Map<String, Object> wrong) throws Exception {
    var document = new HashMap<String, Object>();
    document.putAll(Map.of("client", "shop", "audience", audience, "scope", "orders:read"));
    document.putAll(wrong);
    return (String) lab.control("POST", sandbox.base(), "tokens", document).get("token");
  }

  @Test
  void aGoodTokenIsLetIn() throws Exception {
    assertEquals(200, api.read(token(Map.of())));
  }

  @Test
  void oneThatHasExpiredIsRefused() throws Exception {
    assertEquals(401, api.read(token(Map.of("expiresIn", -120))));
  }

  @Test
  void oneForAnotherAudienceIsRefused() throws Exception {
    assertEquals(401, api.read(token(Map.of("audience", "https://other.example/"))));
  }

  @Test
  void oneThatNobodySignedIsRefused() throws Exception {
    assertEquals(401, api.read(token(Map.of("signedBy", "unpublished"))));
  }

  @Test
  void oneWithoutTheScopeIsRefused() throws Exception {
    assertEquals(403, api.read(token(Map.of("scope", "openid"))));
  }
}
