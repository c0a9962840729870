using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Links;

/// <summary>
/// Links with which a mailbox is connected once, by a person who has no account in the application. They are kept in the token store, so
/// that a link is used once among all processes that share the store.
/// </summary>
internal sealed class ConnectLinks(ITokenStore store, TimeProvider clock)
{
    private const string Kind = "connect-link";
    private const int MaximumLength = 128;
    private const int MaximumIdLength = 64;
    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(1);

    /// <summary>Creates and stores a link, and removes those that have expired.</summary>
    /// <returns>The secret in the address of the link, and the link.</returns>
    public async Task<(string Secret, MailConnectLink Link)> CreateAsync(
        MailAccount account, MailProtocol? protocol, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await RemoveExpiredAsync(cancellationToken).ConfigureAwait(false);
        var secret = Secrets.Create();
        var now = clock.GetUtcNow();
        var link = new ConnectLink(
            account.Name, account.Address, protocol, now, now + lifetime, Browser: null, IsCompleted: false);
        var key = KeyOf(secret);
        var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(link.ToRecord(), cancellationToken).ConfigureAwait(false);
        return (secret, Describe(key, link));
    }

    /// <summary>Lists the links that have not expired, the newest first.</summary>
    public async Task<IReadOnlyList<MailConnectLink>> ListAsync(string? account, CancellationToken cancellationToken)
    {
        var links = new List<MailConnectLink>();
        await foreach (var entry in ListEntriesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Parse(entry) is not { } link) continue;
            var isOfAccount = account is null || string.Equals(account, link.Account, StringComparison.OrdinalIgnoreCase);
            if (isOfAccount) links.Add(Describe(entry.Key, link));
        }

        return [.. links.OrderByDescending(link => link.CreatedAt)];
    }

    /// <summary>Removes a link with which no mailbox was connected.</summary>
    /// <returns>The name of its account, or <see langword="null"/> if there was no such link.</returns>
    public async Task<string?> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        // Other records of the store are not links, whatever the id says.
        if (id.Length is 0 or > MaximumIdLength || !id.All(char.IsAsciiHexDigitLower)) return null;
        var key = new TokenKey(Kind + "-" + id);
        if (Parse(await store.ReadAsync(key, cancellationToken).ConfigureAwait(false)) is null) return null;
        var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);

        // A sign-in that was about to complete may have used it meanwhile.
        if (Parse(lease.Current) is not { IsCompleted: false } link) return null;
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        return link.Account;
    }

    /// <summary>Returns a link, or <see langword="null"/> if it does not exist or has expired.</summary>
    public async Task<ConnectLink?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > MaximumLength) return null;
        return Parse(await store.ReadAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reserves a link for a browser. A browser that has reserved it can begin again until the mailbox is connected.</summary>
    /// <returns>The link, or <see langword="null"/> if it was used, has expired, or belongs to another browser.</returns>
    public async Task<ConnectLink?> ReserveAsync(string secret, string browser, CancellationToken cancellationToken)
    {
        // The record is read first, because requests with invented secrets must not create a lock file each.
        if (!IsUsable(await FindAsync(secret, cancellationToken).ConfigureAwait(false), browser)) return null;
        var lease = await store.AcquireAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var link = Parse(lease.Current);
        if (link is null || !IsUsable(link, browser)) return null;
        if (link.Browser is not null) return link;
        link = link with { Browser = HashOf(browser) };
        await lease.WriteAsync(link.ToRecord(), cancellationToken).ConfigureAwait(false);
        return link;
    }

    /// <summary>
    /// Completes a sign-in that has begun with a link, unless the link was used, revoked or has expired meanwhile. A link whose mailbox is
    /// connected is kept until it expires, so that the page can say so.
    /// </summary>
    /// <param name="secret">The secret in the address of the link.</param>
    /// <param name="browser">The secret of the browser, or <see langword="null"/> if it has none.</param>
    /// <param name="signInAsync">Completes the sign-in, and returns whether the mailbox is connected.</param>
    /// <param name="cancellationToken">Cancels the operation before the sign-in is completed.</param>
    /// <returns>Whether the link could be used.</returns>
    public async Task<bool> UseAsync(string secret, string? browser, Func<Task<bool>> signInAsync, CancellationToken cancellationToken)
    {
        if (await FindAsync(secret, cancellationToken).ConfigureAwait(false) is not { Browser: not null }) return false;
        var lease = await store.AcquireAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        if (Parse(lease.Current) is not { Browser: not null } link || !IsUsable(link, browser)) return false;
        if (await signInAsync().ConfigureAwait(false))
        {
            await lease.WriteAsync((link with { IsCompleted = true }).ToRecord(), CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Returns whether a user signs in for an account, or for one of its registrations.</summary>
    public static bool HasUser(MailAccount account, MailProtocol? protocol) => protocol is { } one
        ? HasUser(account.GetFlow(one))
        : account.Protocols.Any(any => HasUser(account.GetFlow(any)));

    /// <summary>Returns whether a browser can use a link.</summary>
    public static bool IsUsable(ConnectLink? link, string? browser) =>
        link is { IsCompleted: false }
        && (link.Browser is null || (browser is not null && Secrets.AreEqual(link.Browser, HashOf(browser))));

    private static bool HasUser(OAuthFlow flow) => flow is OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode;

    private static TokenKey KeyOf(string secret) => TokenKey.Create(Kind, secret);

    private static MailConnectLink Describe(TokenKey key, ConnectLink link) =>
        new(key.Value[(Kind.Length + 1)..], link.Account, link.CreatedAt, link.ExpiresAt)
        {
            Protocol = link.Protocol,
            Status = link.IsCompleted ? MailConnectLinkStatus.Used
                : link.Browser is not null ? MailConnectLinkStatus.InUse
                : MailConnectLinkStatus.Unused,
        };

    private static string HashOf(string browser) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(browser)));

    private ConnectLink? Parse(TokenStoreEntry? entry) =>
        entry is not null && ConnectLink.FromRecord(entry.Record) is { } link && clock.GetUtcNow() < link.ExpiresAt ? link : null;

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var expired = new List<TokenKey>();
        await foreach (var entry in ListEntriesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (ConnectLink.FromRecord(entry.Record) is { } link && clock.GetUtcNow() >= link.ExpiresAt) expired.Add(entry.Key);
        }

        // A new link does not wait for an expired one with which a sign-in is about to complete.
        using var limit = new CancellationTokenSource(RemovalTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var key in expired)
        {
            try
            {
                var lease = await store.AcquireAsync(key, either.Token).ConfigureAwait(false);
                await using var held = lease.ConfigureAwait(false);
                await lease.DeleteAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is TokenStoreException || IsLate(failure))
            {
                // The next new link removes it.
                if (limit.IsCancellationRequested) return;
            }
        }

        bool IsLate(Exception failure) => failure is OperationCanceledException && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>
    /// Lists the records that can be read. Stores report an unreadable one, which another account may need, after all others.
    /// </summary>
    private async IAsyncEnumerable<TokenStoreEntry> ListEntriesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = store.ListByPrefixAsync(Kind + "-", cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var held = entries.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await entries.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (TokenStoreException)
            {
                yield break;
            }

            yield return entries.Current;
        }
    }
}
