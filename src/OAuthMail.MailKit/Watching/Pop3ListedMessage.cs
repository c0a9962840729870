namespace OAuthMail.MailKit.Watching;

/// <summary>A message in the list of a session.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Uidl">Its unique ID, or an empty text if the server lists none.</param>
/// <param name="Key">Its key in a position (<see cref="UidlKey"/>).</param>
/// <param name="Failure">Why it has no unique ID, or <see langword="null"/>.</param>
internal sealed record Pop3ListedMessage(int Index, string Uidl, string Key, MailServerException? Failure);
