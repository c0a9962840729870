using Microsoft.Extensions.Logging;
using OAuthMail.Errors;
using OAuthMail.Providers;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// Renews the tokens of accounts that are not used, because providers end a sign-in whose refresh token is not used for weeks or months. An
/// account is renewed when a third of the provider's limit has passed, at a random time within a day.
/// </summary>
internal sealed class SignInKeeper(
    IMailAccounts accounts, ITokenStore store, AccountActivity activity, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    : PeriodicService(TimeSpan.FromHours(6), clock)
{
    /// <summary>For providers whose limit is unknown. Google and Microsoft allow months.</summary>
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromDays(90);

    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    /// <summary>Renews the sign-ins that are due, one after the other.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var account in accounts.All)
        {
            foreach (var side in AccountSide.All(account).Where(side => side.Registration.Flow.HasSignIn()))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (!await IsDueAsync(side, cancellationToken).ConfigureAwait(false)) continue;
                    await RenewAsync(side, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
                {
                    // A store of the application may throw anything. The next account, and the next check, are not affected.
                    StatesLog.NotKept(_logger, account.Name, FailureText.Code(failure));
                }
            }
        }
    }

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => KeepAsync(cancellationToken);

    protected override void OnFailed(Exception failure) => StatesLog.NotListedSignIns(_logger, FailureText.Detail(failure));

    private async Task<bool> IsDueAsync(AccountSide side, CancellationToken cancellationToken)
    {
        var key = side.Registration.GetConsentKey(side.Account.SignInName, Clock);
        var record = (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false))?.Record;
        if (record?.RefreshToken is null || (record.RefreshedAt ?? record.SignedInAt) is not { } usedAt) return false;
        var limit = side.Registration.Provider.RefreshTokenIdleLimit ?? DefaultLimit;

        // Accounts that were set up together are not renewed together. Over several checks, each one has its turn.
        var spread = TimeSpan.FromDays(Math.Min(1, limit.TotalDays / 10) * Jitter.Next());
        return Clock.GetUtcNow() - usedAt >= TimeSpan.FromTicks(limit.Ticks / 3) + spread;
    }

    private async Task RenewAsync(AccountSide side, CancellationToken cancellationToken)
    {
        var request = new AccessTokenRequest(protocol: side.Protocol).WithNewToken();
        try
        {
            await accounts.GetTokens(side.Account).GetAccessTokenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            // The account is not in use, so that nothing else reports that its consent was revoked.
            activity.Failed(side.Account, side.Protocol ?? MailProtocol.Imap, failure);
            throw;
        }
    }
}
