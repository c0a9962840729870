using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Demo;

/// <summary>Sends a message through Microsoft Graph and receives it there, as an application does.</summary>
internal sealed class DemoGraph : IAsyncDisposable
{
    private const string Account = "graph";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly GraphTestServer _server;
    private readonly string _address;
    private readonly string _subject = $"Sent through Graph {Guid.NewGuid():N}";

    private DemoGraph(GraphTestServer server, string address, ServiceProvider services)
    {
        _server = server;
        _address = address;
        _services = services;
    }

    public static async Task<DemoGraph> StartAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        var server = await world.Host.AddGraphServerAsync(cancellationToken).ConfigureAwait(false);
        var options = world.CreateGraphOptions(server);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(world.Clock);
        services.AddOAuthMail(all => all.Accounts[Account] = options).AddMailKit().AddGraph().UseTestHost(world.Host);
        return new DemoGraph(server, options.Address!, services.BuildServiceProvider());
    }

    public async Task<string> SendAsync(CancellationToken cancellationToken)
    {
        using var message = new MimeMessage { Subject = _subject, Body = new TextPart("plain") { Text = "Hello." } };
        message.From.Add(new MailboxAddress("", _address));
        message.To.Add(new MailboxAddress("", _address));
        var result = await _services.GetRequiredService<IMailSender>().SendAsync(Account, message, cancellationToken).ConfigureAwait(false);
        return $"{result.Server}, {result.ServerReply.Split(',')[0]}";
    }

    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var options = new MailWatchOptions { From = MailboxPosition.Beginning };
        await foreach (var arrival in _services.GetRequiredService<IMailWatcher>().WatchAsync(Account, options, limit.Token)
            .ConfigureAwait(false))
        {
            using var message = await arrival.GetMessageAsync(limit.Token).ConfigureAwait(false);
            if (message.Subject == _subject) return $"{_server.Address.Authority}, same message";
        }

        throw new InvalidOperationException("The message was not received.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
