namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The failures of one call on an arrival. A message that can't be parsed ends the call when a second connection delivers the same. After
/// three other failures, another message is fetched before each attempt. If the server delivers that one and fails at this one twice, the
/// call ends. Otherwise, this is an outage, and the call goes on.
/// </summary>
internal sealed class CallFailures(Func<MailServerException, MailServerException> createUnreadable)
{
    private const int ContentFailures = 2;
    private const int FailuresBeforeCheck = 3;
    private const int FailuresAfterCheck = 2;

    private int _contentFailures;
    private int _failures;
    private int _failuresAfterCheck;
    private MailServerException? _last;
    private bool _hasCheckFailed;
    private bool _hasEnded;

    /// <summary>Returns whether the call is repeated after a failure.</summary>
    public bool IsRetryable(OAuthMailException failure) =>
        !_hasEnded && (WatchFailures.IsTransient(failure) || failure.Problem == Problems.MessageUnreadable);

    /// <summary>Runs the action once.</summary>
    /// <param name="action">The action.</param>
    /// <param name="canReadAnother">
    /// Returns whether the server delivers another message, or <see langword="null"/> if there is none.
    /// </param>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, Func<Task<bool?>> canReadAnother)
    {
        var isDelivering = _last is not null && await IsDeliveringAsync(_last, canReadAnother).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (MailServerException failure) when (failure.Problem == Problems.MessageUnreadable)
        {
            // A server that no longer has the message may deliver an empty one. A new connection tells whether it exists.
            _hasEnded = ++_contentFailures >= ContentFailures;
            throw;
        }
        catch (MailServerException failure) when (WatchFailures.IsTransient(failure))
        {
            _last = failure;
            _failures++;
            _failuresAfterCheck = isDelivering ? _failuresAfterCheck + 1 : 0;
            if (_failuresAfterCheck < FailuresAfterCheck) throw;
            _hasEnded = true;
            throw createUnreadable(failure);
        }
    }

    private async Task<bool> IsDeliveringAsync(MailServerException last, Func<Task<bool?>> canReadAnother)
    {
        if (_failures < FailuresBeforeCheck) return false;
        if (_hasCheckFailed)
        {
            // The message that was fetched instead may be the damaged one, so this one is tried before the next check.
            _hasCheckFailed = false;
            return false;
        }

        _hasCheckFailed = true;
        var canRead = await canReadAnother().ConfigureAwait(false);
        _hasCheckFailed = canRead == false;
        return canRead ?? WatchFailures.IsSessionFailure(last);
    }
}
