using OAuthMail.Flows;

namespace OAuthMail.Tests.Flows;

/// <summary>PKCE (RFC 7636).</summary>
public class AuthorizationCodeFlowTests
{
    [Fact]
    public void Code_challenge_equals_the_RFC_example() => Assert.Equal(
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        AuthorizationCodeFlow.CreateChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}
