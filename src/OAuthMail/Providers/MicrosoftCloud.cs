namespace OAuthMail;

/// <summary>
/// The few facts by which one of Microsoft's clouds differs from another, for <see cref="MailProviders.CreateMicrosoft365"/>. All of them
/// belong together: a login host of one cloud with another's mail hosts gives tokens that no server takes.
/// </summary>
public sealed class MicrosoftCloud
{
    /// <summary>The name by which accounts refer to the provider, such as <c>Microsoft365France</c>. Compared without regard to case.</summary>
    public string Id { get; set; } = "";

    /// <summary>The name for people.</summary>
    /// <value>The id by default.</value>
    public string? DisplayName { get; set; }

    /// <summary>The host where people and programs log in, such as <c>login.microsoftonline.com</c> or <c>login.sovcloud-identity.fr</c>.</summary>
    public string LoginHost { get; set; } = "";

    /// <summary>The address of Exchange as scopes of people carry it, such as <c>https://outlook.office.com</c>, without a slash at its end.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The same for an application without a user, where it differs, such as <c>https://outlook.office365.com</c>.</summary>
    /// <value><see cref="Resource"/> by default.</value>
    public string? ApplicationResource { get; set; }

    /// <summary>The host of IMAP (port 993) and POP3 (port 995), such as <c>outlook.office365.com</c>.</summary>
    public string MailHost { get; set; } = "";

    /// <summary>The host of submission (port 587, STARTTLS), such as <c>smtp.office365.com</c>.</summary>
    public string SmtpHost { get; set; } = "";
}
