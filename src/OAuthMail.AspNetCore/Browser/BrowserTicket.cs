namespace OAuthMail.AspNetCore.Browser;

/// <summary>What a browser proves when it returns from the provider: that the sign-in began in it, and for which account.</summary>
/// <param name="State">The state of the sign-in.</param>
/// <param name="Account">The name of the account.</param>
/// <param name="Protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
/// <param name="Link">
/// The secret of the connect link with which it began, or <see langword="null"/> if a user of the application began it.
/// </param>
/// <param name="IsConsent">Whether it is a request for an administrator's consent.</param>
/// <param name="ExpiresAt">When the ticket expires.</param>
internal sealed record BrowserTicket(
    string State, string Account, MailProtocol? Protocol, string? Link, bool IsConsent, DateTimeOffset ExpiresAt);
