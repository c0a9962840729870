namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// Raises events of MailKit's clients that report what has happened already. A handler of the program that throws must not make a sent
/// message look failed, or end a watch.
/// </summary>
internal static class ClientEvents
{
    public static void Raise(Action raise)
    {
        try
        {
            raise();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The event has no effect on the connection.
        }
    }
}
