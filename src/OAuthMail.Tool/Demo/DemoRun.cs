using System.Diagnostics;
using System.Net.Sockets;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Demo;

/// <summary>The demo's steps, in order. One that fails is reported, and the others still run.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private readonly DemoWorld _world;
    private readonly IDemoOutput _output;
    private readonly DemoPerson _person;
    private bool _succeeded = true;

    private DemoRun(DemoWorld world, IDemoOutput output)
    {
        _world = world;
        _output = output;
        _person = new DemoPerson(world);
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

        await ShowRefusalAsync(cancellationToken).ConfigureAwait(false);
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
            await StepAsync(flow.Title, name, "sign in", () => _person.UseBrowserAsync(account, cancellationToken)).ConfigureAwait(false);
        }
        if (flow.Kind == DemoFlowKind.Device)
        {
            await StepAsync(flow.Title, name, "sign in", () => _person.UseDeviceAsync(account, cancellationToken)).ConfigureAwait(false);
        }
        if (flow.Kind == DemoFlowKind.Refresh) _world.Clock.PutForward(TimeSpan.FromHours(1));

        await StepAsync(flow.Title, name, flow.Kind == DemoFlowKind.Refresh ? "token, an hour later" : "token", async () =>
        {
            var log = _world.Host.AuthorizationServer.Requests;
            var before = log.Token.Count;
            var token = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var lifetime = token.ExpiresAt - _world.Clock.GetUtcNow();
            return $"{(log.Token.Count > before ? "fetched" : "at hand")}, good for another {lifetime.TotalMinutes:0} minutes";
        }).ConfigureAwait(false);
        await StepAsync(flow.Title, name, "send over SMTP", () => mail.SendAsync(cancellationToken)).ConfigureAwait(false);
        await StepAsync(
            flow.Title, name, "read over IMAP", () => mail.ReadAsync(MailProtocol.Imap, cancellationToken)).ConfigureAwait(false);
        await StepAsync(
            flow.Title, name, "read over POP3", () => mail.ReadAsync(MailProtocol.Pop3, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The mail server refuses a token that still has time left; the library fetches another and logs in with it.</summary>
    private async Task ShowRefusalAsync(CancellationToken cancellationToken)
    {
        const string title = "a refused token";
        var account = _world.CreateAccount(DemoFlow.All.First(flow => flow.Kind == DemoFlowKind.Secret));
        var tokens = _world.Tokens.For(account, _world.Http);
        var mail = new DemoMail(_world, account, tokens, OAuthMechanism.XOAuth2);
        await StepAsync(title, "XOAUTH2", "is renewed, and works", async () =>
        {
            // A token that was issued a moment ago would not be renewed: then it is not the cause.
            _world.Clock.PutForward(TimeSpan.FromMinutes(2));
            var before = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var refusedBefore = _world.Host.Smtp.RejectedLogins;
            _world.Host.Smtp.Faults.RejectToken(before.Value);
            await mail.SendAsync(cancellationToken).ConfigureAwait(false);
            var after = await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            var refused = _world.Host.Smtp.RejectedLogins - refusedBefore;
            if (refused != 1 || after.Value == before.Value)
            {
                throw new InvalidOperationException(
                    $"The server refused {refused} logins, and the token is {(after.Value == before.Value ? "still the same" : "another")}.");
            }
            return "refused once, renewed once, accepted";
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// The authorization server gives a new refresh token with each renewal, and ends everything if an old one comes again.
    /// </summary>
    private async Task ShowRotationAsync(CancellationToken cancellationToken)
    {
        const string title = "a rotated refresh token";
        var account = _world.CreateAccount(DemoFlow.All.First(flow => flow.Kind == DemoFlowKind.Refresh));
        var tokens = _world.Tokens.For(account, _world.Http);
        await StepAsync(title, "", "sign in", () => _person.UseBrowserAsync(account, cancellationToken)).ConfigureAwait(false);
        await StepAsync(title, "", "three hours, three renewals", async () =>
        {
            var log = _world.Host.AuthorizationServer.Requests;
            log.Clear();
            for (var hour = 0; hour < 3; hour++)
            {
                _world.Clock.PutForward(TimeSpan.FromHours(1));
                await tokens.GetAccessTokenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            var presented = log.RefreshTokens;
            if (presented.Count != 3 || presented.Distinct().Count() != 3)
            {
                throw new InvalidOperationException(
                    $"{presented.Count} refresh tokens were presented, {presented.Distinct().Count()} of them different.");
            }
            return "three refresh tokens presented, none twice";
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
            failure is OAuthMailException or InvalidOperationException or HttpRequestException or IOException or SocketException or TimeoutException or TaskCanceledException { InnerException: TimeoutException })
        {
            _succeeded = false;
            _output.Add(new DemoStep(flow, mechanism, action, Stopwatch.GetElapsedTime(started), "", failure.Message));
        }
    }
}
