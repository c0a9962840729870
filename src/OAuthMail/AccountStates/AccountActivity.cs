using System.Collections.Concurrent;
using System.Threading.Channels;
using OAuthMail.Providers;

namespace OAuthMail.AccountStates;

/// <summary>
/// Collects the outcomes of logins, token requests and sign-ins. Reporting one never waits and never throws. An outcome that changes
/// nothing is dropped here, so that only changes reach the store.
/// </summary>
internal sealed class AccountActivity(TimeProvider clock)
{
    /// <summary>The interval at which the time of the last success is stored while nothing else changes.</summary>
    private static readonly TimeSpan SuccessInterval = TimeSpan.FromMinutes(5);

    private readonly Channel<AccountOutcome> _outcomes = Channel.CreateUnbounded<AccountOutcome>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<(string Account, MailProtocol? Side), (string Text, DateTimeOffset At)> _known = new();

    public ChannelReader<AccountOutcome> Outcomes => _outcomes.Reader;

    /// <summary>Reports that a login to the mailbox succeeded.</summary>
    public void Connected(MailAccount account, MailProtocol protocol) =>
        Report(new AccountOutcome(AccountSide.Of(account, protocol), MailAccountStatus.Connected, failure: null));

    /// <summary>Reports that a token could not be acquired, or that a login failed.</summary>
    public void Failed(MailAccount account, MailProtocol protocol, Exception failure)
    {
        // A configuration error, a cancellation or a bug says nothing about the account.
        if (failure is not OAuthMailException known || known is MailConfigurationException) return;
        var side = AccountSide.Of(account, protocol);
        var isSignIn = known is SignInRequiredException && side.Registration.Flow.HasSignIn();
        Report(new AccountOutcome(side, isSignIn ? MailAccountStatus.SignInRequired : MailAccountStatus.Failing, known));
    }

    /// <summary>Reports that a user signed in.</summary>
    public void SignedIn(MailAccount account, MailProtocol? protocol, bool isVerified) => Report(new AccountOutcome(
        AccountSide.Of(account, protocol ?? MailProtocol.Imap), isVerified ? MailAccountStatus.Connected : MailAccountStatus.Unverified,
        failure: null));

    /// <summary>Reports that a user signed out.</summary>
    public void SignedOut(MailAccount account, MailProtocol? protocol)
    {
        var only = protocol is { } one ? AccountSide.Of(account, one).Protocol : null;
        foreach (var side in AccountSide.All(account).Where(side => protocol is null || side.Protocol == only))
        {
            if (side.Registration.Flow.HasSignIn()) Report(new AccountOutcome(side, MailAccountStatus.NotSignedIn, failure: null));
        }
    }

    /// <summary>Forgets what is known of a side, because another process may have changed it.</summary>
    public void Forget(AccountSide side) => _known.TryRemove((side.Account.Name, side.Protocol), out _);

    private void Report(AccountOutcome outcome)
    {
        var now = clock.GetUtcNow();
        var key = (outcome.Side.Account.Name, outcome.Side.Protocol);
        var isKnown = _known.TryGetValue(key, out var known) && known.Text == outcome.Text;
        if (isKnown && now >= known.At && now - known.At < SuccessInterval) return;
        _known[key] = (outcome.Text, now);
        _outcomes.Writer.TryWrite(outcome);
    }
}
