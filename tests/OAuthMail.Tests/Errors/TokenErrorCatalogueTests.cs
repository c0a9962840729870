using System.Net;
using OAuthMail.Errors.Recognition;

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

    [Theory]
    [InlineData(401, "INVALID_REFRESH_TOKEN")]
    [InlineData(401, "TOKEN_EXPIRED")]
    [InlineData(403, "ACCOUNT_NOT_AUTHORIZED")]
    [InlineData(401, "INVALID_GRANT")]
    [InlineData(200, "invalid_code")]
    [InlineData(200, "bad_refresh_token")]
    [InlineData(400, "Invalid Refresh Token")]
    [InlineData(400, "refresh-token-revoked")]
    [InlineData(400, "expired_token")]
    [InlineData(400, "invalid_token")]
    public void Dead_consent_in_the_words_of_a_vendor_requires_a_sign_in(int status, string error)
    {
        var words = new TokenError { Error = error };
        Assert.Equal(Problems.RefreshTokenRefused, TokenErrorCatalogue.Find((HttpStatusCode)status, words, isRefresh: true));
        Assert.NotEqual(Problems.RefreshTokenRefused, TokenErrorCatalogue.Find((HttpStatusCode)status, words, isRefresh: false));
        Assert.NotEqual(
            ProblemKind.SignInRequired,
            TokenErrorCatalogue.Find((HttpStatusCode)status, words, isRefresh: false, isApplication: true).Kind);
    }

    [Theory]
    [InlineData(400, "Access Denied", "You have made too many requests continuously. Please try again after some time.")]
    [InlineData(400, "access_denied", "You have made too many requests continuously.")]
    [InlineData(403, "rate_limit_exceeded", null)]
    [InlineData(400, "RATE_LIMIT_EXCEEDED", null)]
    [InlineData(400, "too_many_requests", null)]
    [InlineData(400, "invalid_request", "The request was throttled.")]
    [InlineData(400, "invalid_grant", "Rate limit exceeded for this user")]
    [InlineData(403, "quota exceeded", null)]
    [InlineData(400, "internal_failure", null)]
    [InlineData(400, "ERROR_HANDLING_REQUEST", null)]
    [InlineData(400, null, "Too many requests")]
    public void Throttling_in_the_words_of_a_vendor_is_transient(int status, string? error, string? description)
    {
        var words = new TokenError { Error = error, Description = description };
        Assert.Equal(Problems.AuthorizationServerBusy, TokenErrorCatalogue.Find((HttpStatusCode)status, words, isRefresh: true));
    }

    [Theory]
    [InlineData("deleted_client", "client-deleted")]
    [InlineData("DELETED_CONSUMER_KEY", "client-deleted")]
    [InlineData("disabled_client", "application-disabled")]
    [InlineData("Client Disabled", "application-disabled")]
    [InlineData("invalid_client_secret", "client-refused")]
    [InlineData("INVALID_CLIENT_SECRET", "client-refused")]
    [InlineData("incorrect_client_credentials", "client-refused")]
    public void Deleted_disabled_and_refused_clients_are_distinguished(string error, string expected) => Assert.Equal(
        expected,
        TokenErrorCatalogue.Find(HttpStatusCode.Unauthorized, new TokenError { Error = error }, isRefresh: true).Code);

    [Theory]
    [InlineData("AADSTS900144: The request body must contain the following parameter: 'scope'.", "scope-refused")]
    [InlineData("AADSTS900144: The request body must contain the following parameter: 'client_id'.", "request-refused")]
    public void Missing_scope_is_named(string description, string expected) => Assert.Equal(
        expected,
        TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_request", Description = description, Codes = [900144] },
            isRefresh: true).Code);

    [Theory]
    [InlineData("The provided authorization grant (e.g., authorization code) or refresh token is invalid, expired, revoked.", "")]
    [InlineData("The request is otherwise malformed. The client is unknown.", "The client is unknown.")]
    [InlineData("The client is unknown.", "The client is unknown.")]
    [InlineData(null, "")]
    public void Sentences_of_the_standard_are_no_reasons(string? description, string rest) =>
        Assert.Equal(rest, StandardSentences.Remove(description));

    [Theory]
    [InlineData("grant-refused", "password-refused")]
    [InlineData("consent-required", "admin-consent-required")]
    [InlineData("password-change-required", "password-change-required")]
    [InlineData("interaction-required", "password-not-enough")]
    [InlineData("client-refused", "client-refused")]
    public void Rejected_password_asks_no_user(string code, string forPassword)
    {
        var problem = typeof(Problems).GetProperties().Select(property => (Problem)property.GetValue(null)!)
            .Single(one => one.Code == code);
        Assert.Equal(forPassword, TokenErrorCatalogue.ForPassword(problem).Code);
    }

    [Theory]
    [InlineData("AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided.", "client-secret-wrong")]
    [InlineData("AADSTS70002: Error validating credentials. AADSTS70008: The provided access grant is expired.", "refresh-token-refused")]
    [InlineData("AADSTS70000: The provided value for the 'code' parameter is not valid.", "grant-refused")]
    [InlineData("AADSTS70001: Application with identifier '1' was not found in the directory contoso.com", "client-unknown")]
    public void Code_in_the_words_says_more_than_the_first(string description, string code) => Assert.Equal(
        code,
        TokenErrorCatalogue.Find(
            HttpStatusCode.BadRequest, new TokenError { Error = "invalid_grant", Description = description }, isRefresh: true).Code);
}
