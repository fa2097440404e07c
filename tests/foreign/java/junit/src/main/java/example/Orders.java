package example;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.*;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.*;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.util.Set;

/** The API under test: it takes access tokens of one issuer, for one audience. */
public class Orders {
  private final DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();

  public Orders(String issuer, String audience) throws Exception {
    var server = OIDCProviderMetadata.resolve(new Issuer(issuer));
    var patient = new DefaultResourceRetriever(5000, 5000); // it waits 500 ms unless told
    var keys = JWKSourceBuilder.create(server.getJWKSetURI().toURL(), patient).build();
    tokens.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt"))); // RFC 9068 §4
    tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    var wanted = new JWTClaimsSet.Builder().issuer(issuer).build();
    tokens.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(audience, wanted, Set.of("sub", "exp")));
  }

  /** The status with which a request with this token is answered. */
  public int read(String token) throws Exception {
    try {
      var scope = Scope.parse(tokens.process(token, null).getStringClaim("scope"));
      return scope != null && scope.contains("orders:read") ? 200 : 403;
    } catch (BadJOSEException refused) {
      return 401;
    }
  }
}
