namespace OAuthMail.Graph.Tests;

/// <summary>A world that tests share if they leave nothing behind.</summary>
public sealed class GraphWorldFixture : IAsyncLifetime
{
    internal GraphWorld World { get; private set; } = null!;

    public async Task InitializeAsync() => World = await GraphWorld.StartAsync(
        account: options => options.Connection = new MailConnectionOptions { MessagesPerMinute = 1000 });

    public Task DisposeAsync() => World.DisposeAsync().AsTask();
}
