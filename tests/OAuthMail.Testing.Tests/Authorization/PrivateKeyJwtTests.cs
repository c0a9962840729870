using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

public sealed class PrivateKeyJwtTests : ServerTest
{
    private static readonly X509Certificate2 Certificate = TestCertificateAuthority.CreateClientCertificate("daemon");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddClient(TestClient.WithCertificate("daemon", Certificate));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_certificate_authenticates_the_client(string algorithm)
    {
        var answer = await AskAsync(algorithm: algorithm);
        Assert.Equal(TokenVerdict.Accepted, Check(answer.AccessToken));
        Assert.Equal(ClientAuthentication.PrivateKeyJwt, Assert.Single(Server.Requests.Token).ClientAuthentication);
    }

    [Fact]
    public async Task An_ECDSA_certificate_authenticates_the_client()
    {
        using var certificate = TestCertificateAuthority.CreateClientCertificate("ec", elliptic: true);
        using var key = certificate.GetECDsaPrivateKey()!;
        Server.AddClient(TestClient.WithCertificate("ec", certificate));
        var payload = Assertion.Payload("ec", "ec", Server.TokenEndpoint.AbsoluteUri, Time.GetUtcNow());
        Assert.Equal(200, (await PostAsync(Assertion.Sign(Assertion.Header("ES256", certificate), payload, key))).Status);
    }

    [Fact]
    public async Task A_JSON_Web_Key_authenticates_the_client_by_its_key_id()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = "k1",
            ["x"] = System.Buffers.Text.Base64Url.EncodeToString(point.X),
            ["y"] = System.Buffers.Text.Base64Url.EncodeToString(point.Y),
        };
        Server.AddClient(new TestClient("jwk").AddKey(jwk.ToJsonString()));

        Assert.Equal(200, (await PostAsync(SignFor("k1"))).Status);
        Assert.Equal("invalid_client", (await PostAsync(SignFor("k2"))).Error);

        string SignFor(string keyId) => Assertion.Sign(
            new JsonObject { ["alg"] = "ES256", ["kid"] = keyId }, Assertion.Payload("jwk", "jwk", Server.Issuer, Time.GetUtcNow()), key);
    }

    [Fact]
    public async Task An_assertion_is_accepted_once()
    {
        var assertion = Sign(_ => { });
        Assert.Equal(200, (await PostAsync(assertion)).Status);
        Assert.Equal(("invalid_client", 401), ((await PostAsync(assertion)) is var again ? again.Error : null, again.Status));
    }

    [Fact]
    public async Task An_assertion_sent_many_times_at_once_is_accepted_once()
    {
        var assertion = Sign(_ => { });
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => PostAsync(assertion)));
        Assert.Single(answers, answer => answer.Status == 200);
    }

    [Theory]
    [InlineData("iss", "\"other\"")]
    [InlineData("sub", "\"other\"")]
    [InlineData("aud", "\"https://login.example.test/token\"")]
    [InlineData("aud", "[]")]
    [InlineData("jti", "null")]
    [InlineData("exp", "null")]
    [InlineData("exp", "1")]
    [InlineData("exp", "4102444800")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("nbf", "4102444800")]
    public async Task An_assertion_with_wrong_claims_is_rejected(string claim, string value)
    {
        var answer = await PostAsync(Sign(payload => payload[claim] = JsonNode.Parse(value)), ("client_id", "daemon"));
        Assert.Equal(("invalid_client", 401), (answer.Error, answer.Status));
    }

    [Fact]
    public async Task Another_key_or_the_thumbprint_of_another_certificate_is_rejected()
    {
        using var other = TestCertificateAuthority.CreateClientCertificate("daemon");
        using var otherKey = other.GetRSAPrivateKey()!;
        using var key = Certificate.GetRSAPrivateKey()!;
        var payload = Assertion.Payload("daemon", "daemon", Server.Issuer, Time.GetUtcNow());

        Assert.Equal("invalid_client", (await PostAsync(Assertion.Sign(Assertion.Header("RS256", Certificate), payload, otherKey))).Error);
        Assert.Equal("invalid_client", (await PostAsync(Assertion.Sign(Assertion.Header("RS256", other), payload, key))).Error);
        Assert.Equal("invalid_client", (await PostAsync(Assertion.Sign(Assertion.Header("none", Certificate), payload, key))).Error);
        Assert.Equal(200, (await PostAsync(Assertion.Sign(Assertion.Header("RS256", Certificate), payload, key))).Status);
    }

    [Fact]
    public async Task The_assertion_type_is_required()
    {
        var answer = await Client.TokenAsync(("grant_type", "client_credentials"), ("client_assertion", Sign(_ => { })));
        Assert.Equal("invalid_request", answer.Error);
    }

    private Task<TokenAnswer> AskAsync(string algorithm) => PostAsync(Sign(_ => { }, algorithm));

    private string Sign(Action<JsonObject> change, string algorithm = "PS256")
    {
        using var key = Certificate.GetRSAPrivateKey()!;
        var payload = Assertion.Payload("daemon", "daemon", Server.TokenEndpoint.AbsoluteUri, Time.GetUtcNow());
        change(payload);
        return Assertion.Sign(Assertion.Header(algorithm, Certificate), payload, key);
    }

    private Task<TokenAnswer> PostAsync(string assertion, params (string, string)[] more) => Client.TokenAsync(
        [("grant_type", "client_credentials"), ("client_assertion", assertion), ("client_assertion_type", Assertion.ClientType), .. more]);
}
