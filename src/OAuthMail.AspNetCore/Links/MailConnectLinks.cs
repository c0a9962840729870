using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Links;

/// <summary>Connect links for code, and the addresses of notices: a notice contains a link, not an address of the provider.</summary>
internal sealed class MailConnectLinks(
    ConnectLinkPage page, IMailAccounts accounts, ITokenStore store, TimeProvider clock, ILoggerFactory loggers)
    : IMailConnectLinks, IMailSignInPage
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(3);

    /// <summary>A notice may be repeated for a week, and its reader may be on vacation.</summary>
    private static readonly TimeSpan NoticeLifetime = TimeSpan.FromDays(7);

    private readonly ConnectLinks _links = new(store, clock);
    private readonly ILogger _logger = loggers.CreateLogger(LinkLog.Category);
    private int _hasWarned;

    public Task<MailConnectLink> CreateAsync(
        string account, MailProtocol? protocol = null, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var time = lifetime ?? DefaultLifetime;
        if (time < TimeSpan.FromMinutes(1) || time > TimeSpan.FromDays(30))
        {
            throw new ArgumentOutOfRangeException(nameof(lifetime), time, "Must be between one minute and 30 days.");
        }

        var found = accounts.Get(account);
        if (!ConnectLinks.HasUser(found, protocol))
        {
            throw new MailConfigurationException(
                $"the account '{found.Name}'",
                [new OptionError("Flow", "No user signs in for this account: the application acquires its tokens itself.")]);
        }

        return CreateAsync(found, protocol, time, cancellationToken);
    }

    public Task<IReadOnlyList<MailConnectLink>> ListAsync(string? account = null, CancellationToken cancellationToken = default) =>
        _links.ListAsync(account, cancellationToken);

    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (await _links.RevokeAsync(id, cancellationToken).ConfigureAwait(false) is not { } account) return false;
        LinkLog.Revoked(_logger, account);
        return true;
    }

    public async Task<MailSignInAddress?> CreateAddressAsync(
        string account, MailProtocol? protocol = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var found = accounts.Get(account);
        if (!ConnectLinks.HasUser(found, protocol)) return null;
        var link = await CreateAsync(found, protocol, NoticeLifetime, cancellationToken).ConfigureAwait(false);
        return new MailSignInAddress(link.Url!, link.ExpiresAt);
    }

    private async Task<MailConnectLink> CreateAsync(
        MailAccount account, MailProtocol? protocol, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var (secret, link) = await _links.CreateAsync(account, protocol, lifetime, cancellationToken).ConfigureAwait(false);
        LinkLog.Created(_logger, account.Name);
        if (page.Address is { Scheme: "http", IsLoopback: false } && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            LinkLog.Unencrypted(_logger, page.Address.GetLeftPart(UriPartial.Authority));
        }

        link.Url = page.AddressOf(secret);
        return link;
    }
}
