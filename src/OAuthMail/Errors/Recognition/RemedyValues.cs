namespace OAuthMail.Errors.Recognition;

/// <summary>The values of an account that remedies contain. All are without secrets; unknown ones are <see langword="null"/>.</summary>
internal sealed class RemedyValues
{
    public string? Mailbox { get; init; }

    public string? SignInName { get; init; }

    /// <summary>Gets the sender of the message.</summary>
    public string? Sender { get; init; }

    public string? ClientId { get; init; }

    public string? Tenant { get; init; }

    public string? Scopes { get; init; }

    public string? RedirectUri { get; init; }

    public string? Host { get; init; }

    /// <summary>Gets the permission that an application needs for the protocol, such as SMTP.SendAsApp.</summary>
    public string? Permission { get; init; }

    public string? Get(string name) => name switch
    {
        "mailbox" => Mailbox,
        "sign-in name" => SignInName ?? Mailbox,
        "sender" => Sender,
        "client id" => ClientId,
        "tenant" => Tenant,
        "scopes" => Scopes,
        "redirect URI" => RedirectUri,
        "host" => Host,
        "permission" => Permission,
        _ => null,
    };
}
