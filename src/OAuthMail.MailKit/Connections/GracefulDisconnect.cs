namespace OAuthMail.MailKit.Connections;

/// <summary>Closes connections with a QUIT or LOGOUT.</summary>
internal static class GracefulDisconnect
{
    /// <summary>Sends QUIT or LOGOUT and waits for the reply, up to a time limit. It doesn't fail.</summary>
    public static async Task RunAsync(IMailService client, TimeSpan timeout, TimeProvider clock)
    {
        if (!client.IsConnected) return;
        using var limit = new TimeLimit(clock, timeout);
        try
        {
            await client.DisconnectAsync(quit: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The connection is closed in any case, so the reply doesn't matter.
        }
    }

    /// <summary>Closes the connection. It doesn't fail, not even if a handler of the client's events does.</summary>
    public static void Dispose(IMailService client)
    {
        try
        {
            client.Dispose();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The connection is closed in any case.
        }
    }
}
