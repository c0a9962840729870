using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>Lists and replays failed messages.</summary>
internal sealed class MailFailures(
    IEnumerable<HandlerRegistration> registrations, IMailAccounts accounts, IMailWatcher watcher, ITokenStore store,
    IServiceScopeFactory scopes, TimeProvider clock)
    : IMailFailures
{
    private readonly FailureStore _failures = new(store);

    public Task<IReadOnlyList<FailedMail>> ListAsync(string? account = null, CancellationToken cancellationToken = default) =>
        _failures.ListAsync(account, cancellationToken);

    public async Task<bool> ReplayAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (await _failures.AcquireAsync(id, cancellationToken).ConfigureAwait(false) is not var (lease, failure)) return false;
        await using var held = lease.ConfigureAwait(false);
        var registration = registrations.FirstOrDefault(one =>
            one.HandlerName == failure.Handler && string.Equals(one.Account, failure.Account, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"This process has no handler {failure.Handler} for the account '{failure.Account}'. "
                + "Replay the message in the process that has it.");
        var account = accounts.Get(failure.Account);
        if (failure.Address is { } address && !string.Equals(address, account.Address, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The account '{account.Name}' has another mailbox now, '{account.Address}'. The message failed in '{address}'. "
                + "Remove the failure.");
        }

        var attempt = new HandlerAttempt(registration, scopes, clock);
        Exception? failed = null;
        var reader = new MailboxReader(watcher, account, registration);
        var exists = await reader.UseAsync(
            failure,
            async found =>
            {
                using var mail = (IDisposable)found.Open(failure.MessageId, 1);
                failed = await attempt.RunAsync((ReceivedMail)mail, cancellationToken).ConfigureAwait(false);
            },
            clock, cancellationToken).ConfigureAwait(false);
        if (!exists) return false;
        if (failed is null)
        {
            await lease.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        }

        failure.Reason = HandlerFailures.Describe(failed, attempts: 1);
        failure.FailedAt = clock.GetUtcNow();
        await lease.WriteAsync(failure.ToRecord(), CancellationToken.None).ConfigureAwait(false);
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failed).Throw();
        return false;
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (await _failures.AcquireAsync(id, cancellationToken).ConfigureAwait(false) is not var (lease, _)) return false;
        await using var held = lease.ConfigureAwait(false);
        await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
