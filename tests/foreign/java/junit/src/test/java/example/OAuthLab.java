package example;

import com.github.dockerjava.api.model.*;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.*;
import java.net.http.*;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.*;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** OAuth Lab in one container. */
public class OAuthLab extends GenericContainer<OAuthLab> {
  private static final String image =
      System.getenv().getOrDefault("OAUTH_LAB_IMAGE", "oauth-lab/all-in-one:0.1.0");

  private final int port = freePort();
  private HttpClient http;
  private String admin = "";

  /** A whole lab of one test's own. */
  public record Sandbox(String id, String base, String issuer) {}

  public OAuthLab() {
    super(image);
    // The issuer names the port: it has to be the same inside and outside.
    var published = Ports.Binding.bindIpAndPort("127.0.0.1", port);
    withExposedPorts(port);
    withCreateContainerCmdModifier(
        create ->
            create
                .getHostConfig()
                .withPortBindings(new PortBinding(published, ExposedPort.tcp(port))));
    // The lab's passwords are public; it has to know that nobody else can reach it.
    withEnv("LAB_PUBLISHED_ON", "127.0.0.1");
    var place = "--host 0.0.0.0 --port %d --origin %s".formatted(port, origin());
    withCommand("up --memory " + place);
    waitingFor(Wait.forLogMessage("ready .*", 1));
  }

  public String origin() {
    return "https://localhost:" + port;
  }

  /** From now on this JVM trusts the lab, and nobody else. */
  @Override
  public void start() {
    super.start();
    try {
      var root =
          copyFileFromContainer(
              "/tmp/lab/certs/root.crt",
              file -> CertificateFactory.getInstance("X.509").generateCertificate(file));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("oauth-lab", root);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      SSLContext.setDefault(context);
      http = HttpClient.newHttpClient();
      var people = Map.<String, Object>of("username", "superuser", "password", "SYS");
      admin = (String) control("POST", origin(), "session", people).get("access_token");
    } catch (Exception failed) {
      stop();
      throw new IllegalStateException("The lab cannot be used.", failed);
    }
  }

  public Sandbox createSandbox() throws Exception {
    var made = control("POST", origin(), "sandboxes", Map.of());
    return new Sandbox(
        (String) made.get("id"), (String) made.get("base"), (String) made.get("issuer"));
  }

  public void deleteSandbox(Sandbox sandbox) throws Exception {
    control("DELETE", origin(), "sandboxes/" + sandbox.id(), Map.of());
  }

  /** Asks the control API of a sandbox, or of the lab. */
  public Map<String, Object> control(
      String method, String base, String path, Map<String, Object> document) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString(JSONObjectUtils.toJSONString(document));
    var request =
        HttpRequest.newBuilder(URI.create(base + "/control/api/" + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + admin)
            .method(method, body)
            .build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) throw new IOException(response.body());
    return response.body().isEmpty() ? Map.of() : JSONObjectUtils.parse(response.body());
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
