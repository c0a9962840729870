using System.Globalization;
using OAuthMail.Testing;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

/// <summary>A token source that does what a test tells it, counts what it is asked, and notices two requests at once.</summary>
internal sealed class ScriptedSource(ManualTimeProvider clock, string key = "scripted") : ITokenSource, IReplaceableCredential, IDisposable
{
    private readonly TokenKey _key = new(key);
    private readonly SemaphoreSlim _asked = new(0);
    private int _requests;
    private int _running;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The most requests that ever ran at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What answers; by default a new token.</summary>
    public Func<TokenSourceContext, CancellationToken, Task<TokenGrant>>? Answer { get; set; }

    /// <summary>What the last request was given.</summary>
    public TokenSourceContext? LastContext { get; private set; }

    public string Name => "scripted";

    public bool UsesStore { get; set; } = true;

    /// <summary>What its credential is now.</summary>
    public string? CredentialState { get; set; }

    public string? GetCredentialState() => CredentialState;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    public TokenGrant Issue(string? refreshToken = null) => new(NewToken()) { RefreshToken = refreshToken };

    public AccessToken NewToken()
    {
        var now = clock.GetUtcNow();
        return new AccessToken("token-" + Requests.ToString(CultureInfo.InvariantCulture), now, now + Lifetime);
    }

    /// <summary>Waits for the next request that nobody has waited for yet.</summary>
    public async Task AskedAsync() => Assert.True(await _asked.WaitAsync(TimeSpan.FromMinutes(1)), "The source was not asked.");

    /// <summary>Holds every answer back.</summary>
    public TaskCompletionSource Hold()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = async (_, cancellationToken) =>
        {
            await go.Task.WaitAsync(cancellationToken);
            return Issue();
        };
        return go;
    }

    public void Fail(Func<Exception> failure) => Answer = (_, _) => Task.FromException<TokenGrant>(failure());

    public void Dispose() => _asked.Dispose();

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        LastContext = context;
        Interlocked.Increment(ref _requests);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        try
        {
            _asked.Release();
            return Answer is { } answer ? await answer(context, cancellationToken) : Issue();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
