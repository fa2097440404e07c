use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use std::collections::HashMap;
use std::env::var;
use std::error::Error;
use tiny_http::{Header, Request, Response, Server};
use url::Url;

/// A sign-in that was begun, and then the token it brought: one a session.
struct Session {
    nonce: Nonce,
    verifier: Option<PkceCodeVerifier>,
    token: Option<AccessToken>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = format!("127.0.0.1:{}", var("PORT")?);
    let home = Url::parse(&format!("http://{address}/"))?;
    let issuer = IssuerUrl::new(var("ISSUER")?)?;
    // Redirects are not followed, so that nobody leads this client elsewhere (SSRF).
    let http = reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let metadata = CoreProviderMetadata::discover(&issuer, &http)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(var("CLIENT_ID")?),
        Some(ClientSecret::new(var("CLIENT_SECRET")?)),
    )
    .set_redirect_uri(RedirectUrl::from_url(home.join("callback")?));

    let mut sessions: HashMap<String, Session> = HashMap::new();
    let mut answer = |request: &Request| -> Result<Answer, Box<dyn Error>> {
        let url = home.join(request.url())?;
        let id = session_id(request);
        let token = sessions.get(&id).and_then(|session| session.token.clone());
        match (url.path(), token) {
            ("/", Some(token)) => {
                let user: CoreUserInfoClaims = client.user_info(token, None)?.request(&http)?;
                let name = user.name().and_then(|name| name.get(None));
                Ok(text(200, format!("Signed in as {}", name.map_or("", |name| name))))
            }
            ("/", None) => {
                let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
                let (to, state, nonce) = client
                    .authorize_url(
                        CoreAuthenticationFlow::AuthorizationCode,
                        CsrfToken::new_random,
                        Nonce::new_random,
                    )
                    .add_scope(Scope::new("profile".into()))
                    .add_scope(Scope::new("my/scope".into()))
                    .set_pkce_challenge(challenge)
                    .url();
                let cookie = format!("session={}; HttpOnly; SameSite=Lax", state.secret());
                let begun = Session { nonce, verifier: Some(verifier), token: None };
                sessions.insert(state.into_secret(), begun);
                Ok(redirect(to.as_str()).with_header(header("Set-Cookie", &cookie)))
            }
            ("/callback", _) => {
                let parameters: HashMap<_, _> = url.query_pairs().into_owned().collect();
                let begun = sessions
                    .get_mut(&id)
                    .filter(|_| parameters.get("state") == Some(&id))
                    .ok_or("nobody asked for this answer")?;
                if parameters.get("iss") != Some(&issuer) {
                    return Err("the answer comes from another server".into()); // RFC 9207 §2.4
                }
                let code = parameters.get("code").ok_or("the person did not allow it")?;
                let verifier = begun.verifier.take().ok_or("this answer was used")?;
                let tokens = client
                    .exchange_code(AuthorizationCode::new(code.clone()))?
                    .set_pkce_verifier(verifier)
                    .request(&http)?;
                let id_token = tokens.id_token().ok_or("there is no ID token")?;
                id_token.claims(&client.id_token_verifier(), &begun.nonce)?;
                begun.token = Some(tokens.access_token().clone());
                Ok(redirect("/"))
            }
            ("/resource", Some(token)) => {
                let answer = http.get(var("RESOURCE")?).bearer_auth(token.secret()).send()?;
                Ok(text(answer.status().as_u16(), answer.text()?))
            }
            _ => Ok(text(404, "there is nothing here".into())),
        }
    };

    let web = Server::http(&address).map_err(|error| error.to_string())?;
    println!("listening on {address}");
    for request in web.incoming_requests() {
        let answered = answer(&request).unwrap_or_else(|refused| text(400, refused.to_string()));
        request.respond(answered)?;
    }
    Ok(())
}

type Answer = Response<std::io::Cursor<Vec<u8>>>;

fn text(status: u16, text: String) -> Answer {
    Response::from_string(text).with_status_code(status)
}

fn redirect(to: &str) -> Answer {
    text(302, String::new()).with_header(header("Location", to))
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header of ASCII")
}

fn session_id(request: &Request) -> String {
    let cookies = request.headers().iter().filter(|header| header.field.equiv("Cookie"));
    let pairs = cookies.flat_map(|header| header.value.as_str().split("; "));
    pairs.filter_map(|pair| pair.strip_prefix("session=")).collect()
}
