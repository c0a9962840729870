using System.Diagnostics;
using System.Net.Sockets;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Demo;

/// <summary>Runs the demo's steps in order. A failed step is reported, and the other steps still run.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private readonly DemoWorld _world;
    private readonly IDemoOutput _output;
    private readonly DemoUser _user;
    private bool _succeeded = true;

    private DemoRun(DemoWorld world, IDemoOutput output)
    {
        _world = world;
        _output = output;
        _user = new DemoUser(world);
    }

    public MailTestHost Host => _world.Host;

    public static async Task<DemoRun> StartAsync(IDemoOutput output, CancellationToken cancellationToken) =>
        new(await DemoWorld.StartAsync(cancellationToken).ConfigureAwait(false), output);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var host = _world.Host;
        _output.Begin(
        [
            new DemoServer("authorization server", host.AuthorizationServer.Issuer),
            new DemoServer("SMTP, STARTTLS", host.Smtp.StartTls.ToString()),
            new DemoServer("IMAP, TLS", host.Imap.ImplicitTls.ToString()),
            new DemoServer("POP3, TLS", host.Pop3.ImplicitTls.ToString()),
        ]);
        foreach (var flow in DemoFlow.All)
        {
            foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
            {
                await ShowFlowAsync(flow, mechanism, cancellationToken).ConfigureAwait(false);
            }
        }

        await ShowGraphAsync(cancellationToken).ConfigureAwait(false);
        await ShowRejectionAsync(cancellationToken).ConfigureAwait(false);
        await ShowRotationAsync(cancellationToken).ConfigureAwait(false);
        _output.End(_succeeded, Stopwatch.GetElapsedTime(started));
        return _succeeded;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task ShowFlowAsync(DemoFlow flow, OAuthMechanism mechanism, CancellationToken cancellationToken)
    {
        var account = _world.CreateAccount(flow);
        var tokens = _world.Tokens.For(account, _world.Http);
        var mail = new DemoMail(_world, account, tokens, mechanism);
        var name = OAuthMechanisms.GetName(mechanism);
        if (flow.Kind is DemoFlowKind.Browser or DemoFlowKind.Refresh)
        {
            await StepAsync(flow.Title, name, "sign in", () => _user.UseBrowserAsync(account, cancellationToken)).ConfigureAwait(false);
        }
        if (flow.Kind == DemoFlowKind.Device)
        {
            await StepAsync(flow.Title, name, "sign in", () => _user.UseDeviceAsync(account, cancellationToken)).ConfigureAwait(false);
        }
        if (flow.Kind == DemoFlowKind.Refresh) _world.Clock.Advance(TimeSpan.FromHours(1));

        await StepAsync(flow.Title, name, flow.Kind == DemoFlowKind.Refresh ? "token after one hour" : "token", async () =>
        {
            var log = _world.Host.AuthorizationServer.Requests;
            var before = log.Token.Count;
            var token = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var lifetime = token.ExpiresAt - _world.Clock.GetUtcNow();
            return $"{(log.Token.Count > before ? "acquired" : "from the cache")}, expires in {lifetime.TotalMinutes:0} minutes";
        }).ConfigureAwait(false);
        await StepAsync(flow.Title, name, "send over SMTP", () => mail.SendAsync(cancellationToken)).ConfigureAwait(false);
        await StepAsync(
            flow.Title, name, "read over IMAP", () => mail.ReadAsync(MailProtocol.Imap, cancellationToken)).ConfigureAwait(false);
        await StepAsync(
            flow.Title, name, "read over POP3", () => mail.ReadAsync(MailProtocol.Pop3, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>An application sends and receives through Microsoft Graph instead of mail servers.</summary>
    private async Task ShowGraphAsync(CancellationToken cancellationToken)
    {
        const string title = "Microsoft Graph";
        var graph = await DemoGraph.StartAsync(_world, cancellationToken).ConfigureAwait(false);
        await using (graph.ConfigureAwait(false))
        {
            await StepAsync(title, "", "send", () => graph.SendAsync(cancellationToken)).ConfigureAwait(false);
            await StepAsync(title, "", "receive", () => graph.ReceiveAsync(cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>The mail server rejects a token that has not expired. The library renews it and logs in again.</summary>
    private async Task ShowRejectionAsync(CancellationToken cancellationToken)
    {
        const string title = "rejected token";
        var account = _world.CreateAccount(DemoFlow.All.First(flow => flow.Kind == DemoFlowKind.Secret));
        var tokens = _world.Tokens.For(account, _world.Http);
        var mail = new DemoMail(_world, account, tokens, OAuthMechanism.XOAuth2);
        await StepAsync(title, "XOAUTH2", "renew and log in again", async () =>
        {
            // A token younger than one minute is not renewed, because it is not the cause of the rejection.
            _world.Clock.Advance(TimeSpan.FromMinutes(2));
            var before = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var rejectedBefore = _world.Host.Smtp.RejectedLogins;
            _world.Host.Smtp.Faults.RejectToken(before.Value);
            await mail.SendAsync(cancellationToken).ConfigureAwait(false);
            var after = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var rejected = _world.Host.Smtp.RejectedLogins - rejectedBefore;
            if (rejected != 1 || after.Value == before.Value)
            {
                var kind = after.Value == before.Value ? "the same" : "new";
                throw new InvalidOperationException(
                    $"Expected one rejected login and a new token, but {rejected} logins were rejected and the token is {kind}.");
            }
            return "rejected once, renewed once, accepted";
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// The authorization server issues a new refresh token with each renewal, and revokes all tokens if an old one is used again.
    /// </summary>
    private async Task ShowRotationAsync(CancellationToken cancellationToken)
    {
        const string title = "refresh token rotation";
        var account = _world.CreateAccount(DemoFlow.All.First(flow => flow.Kind == DemoFlowKind.Refresh));
        var tokens = _world.Tokens.For(account, _world.Http);
        await StepAsync(title, "", "sign in", () => _user.UseBrowserAsync(account, cancellationToken)).ConfigureAwait(false);
        await StepAsync(title, "", "three renewals", async () =>
        {
            var log = _world.Host.AuthorizationServer.Requests;
            log.Clear();
            for (var hour = 0; hour < 3; hour++)
            {
                _world.Clock.Advance(TimeSpan.FromHours(1));
                await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            var presented = log.RefreshTokens;
            if (presented.Count != 3 || presented.Distinct().Count() != 3)
            {
                var different = presented.Distinct().Count();
                throw new InvalidOperationException(
                    $"Expected three different refresh tokens, but {presented.Count} were used, {different} of them different.");
            }
            return "three refresh tokens used, each once";
        }).ConfigureAwait(false);
    }

    private async Task StepAsync(string flow, string mechanism, string action, Func<Task<string>> run)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var seen = await run().ConfigureAwait(false);
            _output.Add(new DemoStep(flow, mechanism, action, Stopwatch.GetElapsedTime(started), seen, null));
        }
        catch (Exception failure) when (
            failure is OAuthMailException or InvalidOperationException or HttpRequestException or IOException or SocketException
                or TimeoutException or TaskCanceledException { InnerException: TimeoutException })
        {
            _succeeded = false;
            _output.Add(new DemoStep(flow, mechanism, action, Stopwatch.GetElapsedTime(started), "", failure.Message));
        }
    }
}
