namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>A watch whose arrivals are asked for one by one.</summary>
internal sealed class WatchTurns<T>(IAsyncEnumerable<T> arrivals) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> _arrivals = arrivals.GetAsyncEnumerator();

    public async Task<T> NextAsync()
    {
        Assert.True(await _arrivals.MoveNextAsync());
        return _arrivals.Current;
    }

    public ValueTask DisposeAsync() => _arrivals.DisposeAsync();
}
