package example;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@SpringBootApplication
@RestController
public class Application {
  @Value("${resource}")
  private String resource;

  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  @GetMapping("/")
  String home(@AuthenticationPrincipal OidcUser user) {
    return "Signed in as " + user.getFullName();
  }

  @GetMapping("/resource")
  ResponseEntity<String> resource(@RegisteredOAuth2AuthorizedClient("lab") OAuth2AuthorizedClient client) {
    var token = client.getAccessToken().getTokenValue();
    return RestClient.create().get().uri(resource)
        .headers(headers -> headers.setBearerAuth(token))
        .retrieve().toEntity(String.class);
  }
}
