namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>Reads the arrivals of a watch one by one.</summary>
internal sealed class ArrivalReader<T>(IAsyncEnumerable<T> arrivals) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> _arrivals = arrivals.GetAsyncEnumerator();

    public async Task<T> NextAsync()
    {
        Assert.True(await _arrivals.MoveNextAsync());
        return _arrivals.Current;
    }

    public ValueTask DisposeAsync() => _arrivals.DisposeAsync();
}
