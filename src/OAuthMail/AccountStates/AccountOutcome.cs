namespace OAuthMail.AccountStates;

/// <summary>The outcome of a login, a token request or a sign-in.</summary>
internal sealed class AccountOutcome(AccountSide side, MailAccountStatus status, OAuthMailException? failure)
{
    public AccountSide Side { get; } = side;

    public MailAccountStatus Status { get; } = status;

    public Problem? Problem { get; } = failure?.Problem;

    public string? Detail { get; } = failure?.Detail;

    /// <summary>Gets the claims challenge of the authorization server or the mail server, which the next sign-in must send.</summary>
    public string? Claims { get; } = ClaimsOf(failure);

    /// <summary>Gets a text that is the same for outcomes that mean the same.</summary>
    public string Text { get; } = $"{status} {failure?.Code} {ClaimsOf(failure)}";

    private static string? ClaimsOf(OAuthMailException? failure) => failure switch
    {
        SignInRequiredException required => required.Claims,
        MailServerException rejection => rejection.Claims,
        _ => null,
    };
}
