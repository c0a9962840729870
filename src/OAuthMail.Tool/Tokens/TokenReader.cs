using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Tokens;

/// <summary>Acquires the access token of an account, within a time that mail programs can wait for.</summary>
internal static class TokenReader
{
    /// <summary>Mail programs set no limit of their own.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan TimeForStoredToken = TimeSpan.FromMilliseconds(50);

    public static async Task<AccessToken> GetAsync(
        AccountServices services, MailAccount account, string command, MailProtocol protocol, TimeSpan minimumLifetime,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var request = new AccessTokenRequest(protocol: protocol, minimumLifetime: minimumLifetime);
            var token = services.Accounts.GetTokens(account).GetAccessTokenAsync(request, limit.Token).AsTask();

            // A stored token is there within milliseconds. The thread of a timer would take longer to start.
            if (Task.WaitAny([token], TimeForStoredToken) < 0) limit.CancelAfter(Limit - TimeForStoredToken);
            return await token.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UsageException(
                $"No token for '{account.Name}' could be acquired within {Limit.TotalSeconds:0} seconds. Try again later.",
                ExitCodes.Retry);
        }
        catch (OAuthMailException failure)
        {
            FailureLog.Add(account.Name, command, failure);
            throw;
        }
    }

    /// <summary>Returns the protocol for which a program needs a token if it does not say.</summary>
    public static MailProtocol DefaultProtocol(MailAccount account) =>
        account.Protocols.Contains(MailProtocol.Imap) ? MailProtocol.Imap : account.Protocols.First();
}
