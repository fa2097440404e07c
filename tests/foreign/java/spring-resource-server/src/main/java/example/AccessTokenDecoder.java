package example;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

@Configuration
@Profile("at-jwt")
class AccessTokenDecoder {
  @Bean
  JwtDecoder jwtDecoder(@Value("${ISSUER}") String issuer, @Value("${AUDIENCE}") String audience) {
    var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
    decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(
        new JwtTypeValidator("at+jwt"), // RFC 9068 §4
        new JwtIssuerValidator(issuer),
        new JwtClaimValidator<List<String>>("aud", list -> list != null && list.contains(audience))));
    return decoder;
  }
}
