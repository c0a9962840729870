namespace OAuthMail.MailKit.Connections;

/// <summary>The polite end of a connection.</summary>
internal static class ClientGoodbye
{
    /// <summary>Says goodbye if the connection still stands, within a limit. How the server takes it changes nothing.</summary>
    public static async Task SayAsync(IMailService client, TimeSpan limit, TimeProvider clock)
    {
        if (!client.IsConnected) return;
        using var end = clock.CreateCancellationTokenSource(limit);
        try
        {
            await client.DisconnectAsync(quit: true, end.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever says goodbye is not interested in an answer.
        }
    }
}
