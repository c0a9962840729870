using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using MimeKit;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.DependencyInjection;

/// <summary>
/// Runs an application through successes and failures, with every log category at Trace and every meter and activity source enabled.
/// </summary>
public class SecretsInTelemetryTests
{
    private const string ClientSecret = "client-SECRET-7f3a";
    private const string WebhookSecret = "webhook-SECRET-91bc";
    private const string WebhookPath = "path-SECRET-55d0";
    private const string WrongCode = "code-SECRET-0a1b";
    private const string BackupPassword = "backup-SECRET-c4e2";

    [Fact]
    public async Task Nothing_that_an_application_reports_contains_a_secret_or_names_a_mailbox_in_a_metric()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await MailTestHost.StartAsync(options => options.UseClientClock(clock));
        host.AuthorizationServer.AddClient(TestClient.Native("desktop"));
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", ClientSecret));
        foreach (var name in new[] { "alerts", "support", "printer" }) host.AddMailbox($"{name}@test.example");
        var store = new MemoryTokenStore(clock);
        using var telemetry = new CapturedTelemetry();
        using var receiver = new Receiver();
        var reported = new ConcurrentQueue<string>();
        var secrets = new HashSet<string> { ClientSecret, WebhookSecret, WrongCode, BackupPassword };

        await using var application = await TestApplication.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(clock).AddSingleton<ITokenStore>(store).AddSingleton<ILoggerProvider>(telemetry);
            services.AddHealthChecks().AddOAuthMail().AddOAuthMailConnections();
            services.Configure<MailSenderOptions>(options => options.MaxAttempts = 2);
            var builder = services.AddOAuthMail(options => AddAccounts(options, host)).AddMailKit().UseTestHost(host).AddWebhook(options =>
                (options.Url, options.Secret) = (new Uri($"https://hooks.example/{WebhookPath}?key={WebhookPath}"), WebhookSecret));
            services.AddHttpClient("OAuthMail.Webhook").ConfigurePrimaryHttpMessageHandler(() => receiver);
            return builder;
        });
        telemetry.Start(application.Get<IMeterFactory>());
        var run = new ApplicationRun(application, host, clock, reported);

        await run.SignInAsync("support");
        await run.SignInWithDeviceAsync("printer");
        await run.SendAsync("alerts");

        // A token that was acquired less than a minute ago is not renewed.
        clock.Advance(TimeSpan.FromMinutes(2));
        host.Smtp.Faults.RejectNextTokens(1);
        await run.SendAsync("support");
        await run.WatchAsync("support");
        await run.TestAsync();
        await AddSecretsAsync(secrets, host, store);

        // The servers repeat what they refuse.
        await run.FailAsync(() => application.Get<IMailSignIn>().CompleteAsync($"https://localhost/?code={WrongCode}&state=unknown"));
        await run.FailAsync(async () =>
        {
            var pending = await application.Get<IMailSignIn>().BeginAsync("support");
            await application.Get<IMailSignIn>().CompleteAsync($"{pending.RedirectUri}?code={WrongCode}&state={pending.State}");
        });
        host.AuthorizationServer.Faults.Token.Always(ServerFault.Error("invalid_client", $"The secret {ClientSecret} is wrong", 401));
        await run.FailAsync(() => run.RenewAsync("alerts"));
        host.AuthorizationServer.Faults.Clear();
        await AddSecretsAsync(secrets, host, store);
        host.AuthorizationServer.RevokeAll();
        await run.FailAsync(() => run.RenewAsync("support"));
        host.Smtp.Faults.On("AUTH", MailFault.Reply("535 5.7.8 No"), 10);
        await run.FailAsync(() => run.SendAsync("alerts", TimeSpan.FromMinutes(2)));
        await run.TestAsync();
        await new ClockDriver(clock).UntilAsync(
            () => receiver.Bodies.Any(body => body.Contains("SignInRequired", StringComparison.Ordinal)));
        reported.Enqueue((await application.Get<HealthCheckService>().CheckHealthAsync()).Entries
            .Aggregate("", (text, entry) => $"{text} {entry.Value.Description} {string.Join(" ", entry.Value.Data)}"));
        await application.Get<IMailSignIn>().SignOutAsync("printer");
        await AddSecretsAsync(secrets, host, store);

        Assert.Contains(telemetry.Logs, text => text.Contains(" OAuthMail.Tokens ", StringComparison.Ordinal));
        Assert.Contains(telemetry.Measurements, text => text.StartsWith("OAuthMail oauthmail.token.fetched", StringComparison.Ordinal));
        Assert.Contains(telemetry.Measurements, text => text.StartsWith("OAuthMail oauthmail.mail.sent", StringComparison.Ordinal));
        Assert.Contains(telemetry.Measurements, text => text.StartsWith("OAuthMail oauthmail.watch.arrivals", StringComparison.Ordinal));
        Assert.Contains(telemetry.Activities, text => text.StartsWith("OAuthMail oauthmail.mail.send", StringComparison.Ordinal));
        Assert.Contains(telemetry.Activities, text => text.StartsWith("OAuthMail oauthmail.token.renew", StringComparison.Ordinal));
        Assert.True(secrets.Count > 10, "Too few secrets are known.");

        var texts = telemetry.All.Concat(receiver.Bodies).Concat(reported).ToList();
        foreach (var form in secrets.SelectMany(Forms)) Assert.DoesNotContain(texts, text => text.Contains(form, StringComparison.Ordinal));
        Assert.DoesNotContain(telemetry.Logs, text => text.Contains(WebhookPath, StringComparison.Ordinal));
        Assert.DoesNotContain(telemetry.Measurements.Where(IsOurs), text => text.Contains('@', StringComparison.Ordinal));
    }

    private static bool IsOurs(string measurement) => measurement.StartsWith("OAuthMail ", StringComparison.Ordinal);

    private static void AddAccounts(OAuthMailOptions options, MailTestHost host)
    {
        var alerts = host.CreateAccountOptions("alerts@test.example", OAuthFlow.ClientCredentials);
        (alerts.ClientId, alerts.ClientSecret) = ("daemon", ClientSecret);
        alerts.Backup = new MailBackupOptions { Smtp = "127.0.0.1:1", UserName = "backup", Password = BackupPassword };
        options.Accounts["alerts"] = alerts;
        options.Accounts["support"] = host.CreateAccountOptions("support@test.example", OAuthFlow.AuthorizationCode);
        options.Accounts["printer"] = host.CreateAccountOptions("printer@test.example", OAuthFlow.DeviceCode);
        foreach (var name in new[] { "support", "printer" }) options.Accounts[name].ClientId = "desktop";
    }

    /// <summary>Adds the tokens that are stored now, and the secrets that the authorization server has received.</summary>
    private static async Task AddSecretsAsync(HashSet<string> secrets, MailTestHost host, MemoryTokenStore store)
    {
        await foreach (var entry in store.ListAsync())
        {
            if (entry.Record.AccessToken is { Length: > 0 } access) secrets.Add(access);
            if (entry.Record.RefreshToken is { Length: > 0 } refresh) secrets.Add(refresh);
            foreach (var pair in entry.Record.Properties.Where(pair => pair.Key.Contains("verifier", StringComparison.Ordinal)))
            {
                secrets.Add(pair.Value);
            }
        }

        string[] names = ["code", "code_verifier", "refresh_token", "client_secret", "device_code", "token", "password"];
        foreach (var request in host.AuthorizationServer.Requests.All)
        {
            foreach (var name in names)
            {
                if (request.Parameters.TryGetValue(name, out var value) && value.Length > 0) secrets.Add(value);
            }
        }
    }

    /// <summary>Returns a secret as it is, and as it appears in base64 at any position.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var skip = 0; skip < 3; skip++)
        {
            var whole = bytes.Length - skip - ((bytes.Length - skip) % 3);
            if (whole > 6) yield return Convert.ToBase64String(bytes, skip, whole);
        }
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public ConcurrentQueue<string> Bodies { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Enqueue(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
        }
    }

    /// <summary>What the application does. Every result and exception is reported as text.</summary>
    private sealed class ApplicationRun(
        TestApplication application, MailTestHost host, ManualTimeProvider clock, ConcurrentQueue<string> reported)
    {
        public async Task SignInAsync(string account)
        {
            var pending = await application.Get<IMailSignIn>().BeginAsync(account);
            using var browser = host.CreateHttpClient();
            using var answer = await browser.GetAsync(pending.Url);
            reported.Enqueue($"{pending} {await application.Get<IMailSignIn>().CompleteAsync(answer.Headers.Location!.OriginalString)}");
        }

        public async Task SignInWithDeviceAsync(string account)
        {
            var pending = await application.Get<IMailSignIn>().BeginWithDeviceCodeAsync(account);
            host.AuthorizationServer.ApproveDevice(pending.UserCode, $"{account}@test.example");
            var completing = application.Get<IMailSignIn>().CompleteWithDeviceCodeAsync(pending.Id);
            await new ClockDriver(clock).EndAsync(completing);
            reported.Enqueue($"{pending} {await completing}");
        }

        public async Task SendAsync(string account, TimeSpan? longestPause = null)
        {
            var message = new MimeMessage(
                [MailboxAddress.Parse($"{account}@test.example")], [MailboxAddress.Parse("support@test.example")], "Disk full",
                new TextPart("plain"));
            var sending = application.Get<IMailSender>().SendAsync(account, message);
            await new ClockDriver(clock, longestPause ?? TimeSpan.FromSeconds(15)).EndAsync(sending);
            reported.Enqueue($"{await sending}");
        }

        public async Task WatchAsync(string account)
        {
            var options = new MailWatchOptions { From = MailboxPosition.Beginning };
            await foreach (var arrival in application.Get<IMailWatcher>().WatchAsync(account, options))
            {
                using var message = await arrival.GetMessageAsync();
                reported.Enqueue($"{arrival} {message.Subject}");
                break;
            }
        }

        public async Task TestAsync()
        {
            foreach (var account in application.Accounts.All)
            {
                var testing = application.Get<IConnectionTester>().TestAsync(account, MailProtocol.Imap);
                await new ClockDriver(clock).EndAsync(testing);
                var report = await testing;
                reported.Enqueue($"{report} {string.Join(" ", report.Steps.Select(step => $"{step} {step.Exception}"))}");
            }
        }

        public async Task RenewAsync(string account)
        {
            clock.Advance(TimeSpan.FromHours(2));
            var tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>(account);
            var renewing = tokens.GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Imap).WithNewToken()).AsTask();
            await new ClockDriver(clock).EndAsync(renewing);
            await renewing;
        }

        /// <summary>Runs an action that fails.</summary>
        public async Task FailAsync(Func<Task> action)
        {
            var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(action);
            reported.Enqueue($"{failure} {failure.Detail} {failure.Problem} {failure.InnerException}");
        }
    }
}
