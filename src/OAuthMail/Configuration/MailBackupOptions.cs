namespace OAuthMail;

/// <summary>
/// Who sends when an account's own submission server certainly did not take a message: another account, or a server with a
/// password. Exactly one of <see cref="Account"/> and <see cref="Smtp"/> is set.
/// </summary>
public sealed class MailBackupOptions
{
    /// <summary>The name of another account, which has a submission server.</summary>
    public string? Account { get; set; }

    /// <summary>
    /// A submission server as <c>host:port</c> that takes a password. Port 465 begins with TLS, others with STARTTLS, unless
    /// <c>tls://</c> or <c>starttls://</c> stands before it; there is no way without TLS.
    /// </summary>
    public string? Smtp { get; set; }

    /// <summary>The user who logs in to <see cref="Smtp"/>.</summary>
    public string? UserName { get; set; }

    /// <summary>That user's password. Prefer <see cref="PasswordFile"/>.</summary>
    public string? Password { get; set; }

    /// <summary>A file that holds the password and nothing else but white space around it. It is read anew for every login.</summary>
    public string? PasswordFile { get; set; }
}
