namespace OAuthMail;

/// <summary>
/// Specifies one of Microsoft's clouds by its hosts; everything else is the same in all clouds. All hosts must belong to the same cloud:
/// mail
/// servers reject tokens of another cloud.
/// </summary>
public sealed class MicrosoftCloud
{
    /// <summary>
    /// Gets or sets the name by which accounts refer to the provider, such as <c>Microsoft365France</c>. Case is ignored.
    /// </summary>
    /// <value>The default in <see cref="OAuthMailOptions.Providers"/> is the provider's name there. Otherwise it is required.</value>
    public string Id { get; set; } = "";

    /// <summary>Gets or sets the name to show to users.</summary>
    /// <value>The default is <see cref="Id"/>.</value>
    public string? DisplayName { get; set; }

    /// <summary>
    /// Gets or sets the host of the authorization server, such as <c>login.microsoftonline.com</c> or <c>login.sovcloud-identity.fr</c>.
    /// Required.
    /// </summary>
    public string LoginHost { get; set; } = "";

    /// <summary>
    /// Gets or sets the address of Exchange in the scopes of users, such as <c>https://outlook.office.com</c>, without a final slash.
    /// Required.
    /// </summary>
    public string Resource { get; set; } = "";

    /// <summary>
    /// Gets or sets the address of Exchange in the scope of applications without a user, such as <c>https://outlook.office365.com</c>.
    /// </summary>
    /// <value>The default is <see cref="Resource"/>.</value>
    public string? ApplicationResource { get; set; }

    /// <summary>Gets or sets the host of IMAP (port 993) and POP3 (port 995), such as <c>outlook.office365.com</c>. Required.</summary>
    public string MailHost { get; set; } = "";

    /// <summary>Gets or sets the host of message submission (port 587, STARTTLS), such as <c>smtp.office365.com</c>. Required.</summary>
    public string SmtpHost { get; set; } = "";

    /// <summary>
    /// Gets or sets the address of Microsoft Graph, such as <c>https://graph.microsoft.com</c>, without a final slash. Tokens for it are
    /// requested under the same address.
    /// </summary>
    /// <value>The default is <see langword="null"/>: accounts cannot use <see cref="MailTransport.Graph"/>.</value>
    public string? Graph { get; set; }
}
