using System.Globalization;
using Microsoft.Extensions.Logging;
using OAuthMail.Errors;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// Makes a notice 30, 7 and 1 days before a secret, a certificate or a sign-in expires: one for each credential and threshold, by
/// one of all processes that share the store.
/// </summary>
internal sealed class ExpirationMonitor(
    ICredentialExpiration expiration, ITokenStore store, NoticeDispatcher notices, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    : PeriodicService(TimeSpan.FromHours(6), clock)
{
    private static readonly int[] Thresholds = [1, 7, 30];

    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    /// <summary>Makes the notices that are due.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        foreach (var credential in await expiration.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (credential.ExpiresAt is not { } expiresAt || expiresAt <= now) continue;
            var days = Array.Find(Thresholds, threshold => expiresAt - now <= TimeSpan.FromDays(threshold));
            if (days == 0) continue;
            try
            {
                await ReportAsync(credential, expiresAt, days, now, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException failure)
            {
                // One record that cannot be read must not hide the other credentials.
                StatesLog.NotChecked(_logger, failure.Detail);
            }
        }
    }

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => CheckAsync(cancellationToken);

    protected override void OnFailed(Exception failure) => StatesLog.NotChecked(_logger, FailureText.Detail(failure));

    private async Task ReportAsync(
        CredentialExpiration credential, DateTimeOffset expiresAt, int days, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // One record for each credential, which says for which date and threshold there was a notice.
        const string reported = "credential.reported";
        var lease = await store.AcquireAsync(
            TokenKey.Create("credential-warning", credential.Kind.ToString(), credential.Name), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var date = expiresAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var mark = $"{date} {days.ToString(CultureInfo.InvariantCulture)}";
        var record = lease.Current?.Record.Clone() ?? new TokenRecord();
        if (record.Properties.TryGetValue(reported, out var known) && known == mark) return;
        await notices.AddAsync(
            new NoticeRecord
            {
                Id = $"{TokenKey.Create("credential", credential.Kind.ToString(), credential.Name).Value}-{mark.Replace(' ', '-')}",
                NoticeKind = MailAccountNoticeKind.CredentialExpires,
                Account = credential.Accounts.Count > 0 ? credential.Accounts[0] : "",
                CreatedAt = now,
                State = new StoredState { Status = MailAccountStatus.Unverified, Since = now, Detail = credential.Remedy },
                Credential = (credential.Kind, credential.Name, expiresAt),
                CredentialAccounts = [.. credential.Accounts.Take(NoticeRecord.MaximumAccounts)],
            },
            cancellationToken).ConfigureAwait(false);
        record.Properties[reported] = mark;
        await lease.WriteAsync(record, cancellationToken).ConfigureAwait(false);
    }
}
