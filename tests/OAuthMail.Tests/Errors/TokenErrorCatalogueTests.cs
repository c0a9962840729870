using System.Net;
using OAuthMail.Errors;

namespace OAuthMail.Tests.Errors;

public class TokenErrorCatalogueTests
{
    [Theory]
    [InlineData(7000215, "client-secret-wrong", Responsible.Developer)]
    [InlineData(7000222, "client-secret-expired", Responsible.Administrator)]
    [InlineData(700016, "client-unknown", Responsible.Developer)]
    [InlineData(50076, "interaction-required", Responsible.User)]
    [InlineData(53003, "sign-in-blocked", Responsible.Administrator)]
    [InlineData(65001, "consent-required", Responsible.User)]
    [InlineData(700082, "refresh-token-refused", Responsible.User)]
    [InlineData(9001023, "tenant-required", Responsible.Developer)]
    [InlineData(50196, "request-loop", Responsible.Developer)]
    public void Entra_code_takes_precedence_over_the_standard_error(int code, string expected, Responsible responsible)
    {
        var problem = TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Codes = [code] }, isRefresh: true);
        Assert.Equal(expected, problem.Code);
        Assert.Equal(responsible, problem.Responsible);
    }

    [Fact]
    public void Loop_reported_by_Entra_does_not_discard_the_consent() => Assert.NotEqual(
        ProblemKind.SignInRequired, TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Codes = [50196] }, isRefresh: true).Kind);

    [Theory]
    [InlineData(400, "invalid_client", "client-refused")]
    [InlineData(400, "unauthorized_client", "client-not-allowed")]
    [InlineData(400, "invalid_scope", "scope-refused")]
    [InlineData(400, "invalid_target", "scope-refused")]
    [InlineData(400, "interaction_required", "interaction-required")]
    [InlineData(400, "access_denied", "access-denied")]
    [InlineData(400, "temporarily_unavailable", "authorization-server-busy")]
    [InlineData(400, "unsupported_grant_type", "request-refused")]
    [InlineData(400, "something_new", "request-refused")]
    [InlineData(404, null, "token-answer-invalid")]
    [InlineData(408, null, "authorization-server-busy")]
    [InlineData(429, "something_new", "authorization-server-busy")]
    [InlineData(502, null, "authorization-server-busy")]
    public void Standard_error_or_status_decides(int status, string? error, string expected) =>
        Assert.Equal(
            expected,
            TokenErrorCatalogue.Find((HttpStatusCode)status, new TokenError { Error = error, Codes = [123456] }, isRefresh: false).Code);

    [Fact]
    public void Invalid_grant_requires_a_sign_in_only_for_refresh_tokens()
    {
        var error = new TokenError { Error = "invalid_grant" };
        Assert.Equal(Problems.RefreshTokenRefused, TokenErrorCatalogue.Find(HttpStatusCode.BadRequest, error, isRefresh: true));
        Assert.Equal(Problems.GrantRefused, TokenErrorCatalogue.Find(HttpStatusCode.BadRequest, error, isRefresh: false));
    }
}
