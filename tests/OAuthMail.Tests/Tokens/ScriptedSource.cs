using System.Globalization;
using OAuthMail.Testing;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

/// <summary>A token source whose responses the test specifies. It counts requests and detects concurrent requests.</summary>
internal sealed class ScriptedSource(ManualTimeProvider clock, string key = "scripted") : ITokenSource, IReplaceableCredential, IDisposable
{
    private readonly TokenKey _key = new(key);
    private readonly SemaphoreSlim _asked = new(0);
    private int _requests;
    private int _running;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Gets the maximum number of concurrent requests.</summary>
    public int MostAtOnce { get; private set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the function that responds. By default, the source issues a new token.</summary>
    public Func<TokenSourceContext, CancellationToken, Task<TokenGrant>>? Answer { get; set; }

    /// <summary>Gets the context of the last request.</summary>
    public TokenSourceContext? LastContext { get; private set; }

    public string Name => "scripted";

    public bool UsesStore { get; set; } = true;

    /// <summary>Gets or sets the fingerprint of the current credential.</summary>
    public string? CredentialState { get; set; }

    public string? GetCredentialState() => CredentialState;

    public TokenKey GetKey(AccessTokenRequest request) => _key;

    public TokenGrant Issue(string? refreshToken = null) => new(NewToken()) { RefreshToken = refreshToken };

    public AccessToken NewToken()
    {
        var now = clock.GetUtcNow();
        return new AccessToken("token-" + Requests.ToString(CultureInfo.InvariantCulture), now, now + Lifetime);
    }

    /// <summary>Waits for the next request. Each request ends one wait.</summary>
    public async Task AskedAsync() => Assert.True(await _asked.WaitAsync(TimeSpan.FromMinutes(1)), "The source was not called.");

    /// <summary>Delays responses until the result is completed.</summary>
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
