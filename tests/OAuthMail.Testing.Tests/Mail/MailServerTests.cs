namespace OAuthMail.Testing.Tests.Mail;

/// <summary>
/// Provides a server for the mailboxes of the bench. After each test it checks that the server stopped completely and
/// had no unexpected errors.
/// </summary>
public abstract class MailServerTests<TServer, TOptions> : IDisposable
    where TServer : MailTestServer
    where TOptions : MailTestServerOptions, new()
{
    private protected MailServerTests(Func<MailBench, TOptions, TServer> create) => Server = create(Bench, Options);

    private protected static string GoodToken { get; } = MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken);

    private protected MailBench Bench { get; } = new();

    private protected TOptions Options { get; } = new();

    private protected TServer Server { get; }

    public void Dispose()
    {
        Server.Dispose();
        Bench.Dispose();
        Assert.Equal(0, Server.OpenConnections);
        Assert.DoesNotContain(Server.Transcripts, t => t.ToString().Contains("the server failed", StringComparison.Ordinal));
        GC.SuppressFinalize(this);
    }
}
