namespace OAuthMail.MailKit.Watching;

/// <summary>A watch of a folder.</summary>
internal interface IMailboxWatch : IAsyncDisposable
{
    /// <summary>Waits for the next arrival.</summary>
    Task<MailArrival> NextAsync(CancellationToken cancellationToken);
}
