using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Graph;
using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing;

/// <summary>
/// Emulates the mail operations of Microsoft Graph over the mailboxes of a host. It changes headers of sent messages as Exchange does:
/// Bcc, Return-Path, Auto-Submitted and most other headers that are not part of a message in Outlook are removed, while those that begin
/// with <c>X-</c>, In-Reply-To and References stay. Recipients without a mailbox are accepted and dropped, because Graph reports them later
/// by mail.
/// </summary>
public sealed class GraphTestServer : IAsyncDisposable, IDisposable
{
    private readonly SharedSettings _shared;
    private readonly ServerSockets _sockets;
    private readonly ConcurrentQueue<GraphTestRequest> _requests = new();
    private readonly Dictionary<GraphOperation, RepeatingQueue<GraphFault>> _faults = [];
    private readonly Lock _gate = new();
    private readonly TestAuthorizationServer _authorization;
    private readonly Func<string, OAuthFlow, MailAccountOptions> _createAccount;
    private WebApplication? _application;

    internal GraphTestServer(
        MailboxStore mailboxes, TestAuthorizationServer authorization, SharedSettings shared,
        Func<string, OAuthFlow, MailAccountOptions> createAccount)
    {
        Mailboxes = mailboxes;
        _authorization = authorization;
        _createAccount = createAccount;
        _shared = shared;
        _sockets = ServerSockets.Bind(0, shared.ExternalHost is not null);
        Address = new Uri($"https://{shared.ExternalHost ?? "localhost"}:{_sockets.Port}");
    }

    /// <summary>Gets the address, for <see cref="MailAccountOptions.Graph"/>.</summary>
    public Uri Address { get; }

    /// <summary>
    /// Gets or sets the number of requests for one mailbox at a time. Further ones are throttled (<c>ApplicationThrottled</c>).
    /// </summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrentRequests { get; set; } = 4;

    /// <summary>Gets or sets the number of messages in a page of a list for which the client requests no number.</summary>
    /// <value>The default is 10.</value>
    public int PageSize { get; set; } = 10;

    /// <summary>Gets or sets a value that indicates whether each page of changes repeats the message before it, as Graph may.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RepeatsChanges { get; set; }

    /// <summary>Gets or sets a value that indicates whether headers of sent messages are changed as Exchange does.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RewritesHeaders { get; set; } = true;

    /// <summary>Gets the requests so far, in their order.</summary>
    public IReadOnlyList<GraphTestRequest> Requests => [.. _requests];

    /// <summary>Gets the largest number of requests that were handled at the same time.</summary>
    public int HighestConcurrency { get; internal set; }

    internal int Generation { get; private set; } = 1;

    internal MailboxStore Mailboxes { get; }

    internal IAccessTokenChecker Checker => _authorization.Checker;

    internal TimeProvider Time => _shared.TimeProvider;

    /// <summary>Schedules a fault for an operation. Several faults of an operation apply one after the other.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">The number of times that the fault applies. The default is one.</param>
    public void On(GraphOperation operation, GraphFault fault, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            if (!_faults.TryGetValue(operation, out var waiting)) _faults[operation] = waiting = new RepeatingQueue<GraphFault>();
            waiting.Add(fault, times);
        }
    }

    /// <summary>Makes all links of earlier lists of changes invalid (<c>410 SyncStateNotFound</c>).</summary>
    public void ExpireChanges()
    {
        lock (_gate) Generation++;
    }

    /// <summary>Creates the options of an account that uses this server.</summary>
    /// <param name="address">The address of the mailbox.</param>
    /// <param name="flow">The OAuth 2.0 grant that acquires the tokens.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">No mailbox has the address.</exception>
    public MailAccountOptions CreateAccountOptions(string address, OAuthFlow flow)
    {
        var options = _createAccount(address, flow);
        (options.Smtp, options.Imap, options.Pop3) = (null, null, null);
        options.Transport = MailTransport.Graph;
        options.Graph = Address.AbsoluteUri;
        options.Scope = _authorization.GetGraphScope(flow);
        return options;
    }

    /// <summary>Stops the server.</summary>
    /// <returns>A task that completes when the server has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync().ConfigureAwait(false);
        _sockets.Dispose();
    }

    /// <summary>Stops the server.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = _sockets.Take);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = GraphRequests.MaximumBody + 1024;
            foreach (var address in _sockets.Addresses)
                kestrel.Listen(address, _sockets.Port, listen => listen.UseHttps(_shared.Certificate));
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _application = builder.Build();
        _application.Run(new GraphRequests(this).HandleAsync);
        return _application.StartAsync(cancellationToken);
    }

    internal void Log(GraphTestRequest request) => _requests.Enqueue(request);

    internal GraphFault? TakeFault(GraphOperation operation)
    {
        lock (_gate) return _faults.TryGetValue(operation, out var waiting) && waiting.TryTake(out var fault) ? fault : null;
    }
}
