namespace OAuthMail.MailKit.Watching;

/// <summary>A summary, and why the server didn't deliver all of it.</summary>
/// <param name="Summary">The summary. It contains at least the UID.</param>
/// <param name="Failure">The failure, or <see langword="null"/> if the summary has an envelope.</param>
internal sealed record FetchedSummary(IMessageSummary Summary, MailServerException? Failure = null);
