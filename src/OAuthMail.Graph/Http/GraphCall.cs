namespace OAuthMail.Graph.Http;

/// <summary>A request to Microsoft Graph for the mailbox of an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Protocol">SMTP for sending, IMAP for receiving. It selects the registration and the token.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">
/// The path below the mailbox, such as <c>messages</c>, or the absolute address of a page that Graph returned.
/// </param>
/// <param name="Step">What the request does, for messages: <c>Sending the message</c>.</param>
internal sealed record GraphCall(MailAccount Account, MailProtocol Protocol, HttpMethod Method, string Path, string Step)
{
    /// <summary>Gets the function that creates the content. It is called for each attempt.</summary>
    public Func<HttpContent>? CreateContent { get; init; }

    /// <summary>Gets the values of the header Prefer in addition to immutable ids.</summary>
    public string? Prefer { get; init; }

    /// <summary>Gets the time limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets the server.</summary>
    public MailEndpoint Server => Account.GetEndpoint(Protocol) ?? Account.GetEndpoint(MailProtocol.Smtp)!;
}
