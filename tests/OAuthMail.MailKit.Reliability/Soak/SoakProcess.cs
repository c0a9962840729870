using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;

namespace OAuthMail.MailKit.Reliability.Soak;

/// <summary>
/// The application of a soak. It reports each outcome as a line: <c>sent</c>, <c>failed</c> or <c>unknown</c> with the number of a
/// message, <c>handled</c> or <c>watched</c> with the subject of one, and <c>sample</c>. It stops sending when it reads a line.
/// </summary>
internal static class SoakProcess
{
    private const int Senders = 16;

    private static int _lastMessage;

    public static async Task RunAsync(string settingsFile)
    {
        var settings = SoakSettings.Read(settingsFile);
        var root = X509CertificateLoader.LoadCertificateFromFile(settings.RootCertificate);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var mail = builder.Services.AddOAuthMail(options => Configure(options, settings, policy)).AddMailKit();
        foreach (var number in SoakAccounts.Handled(settings.Accounts))
        {
            mail.AddMailHandler<ReportingHandler>(SoakAccounts.Name(number), options =>
            {
                options.Start = MailHandlerStart.AllMessages;
                options.FirstPause = TimeSpan.FromMilliseconds(100);
                options.MaximumPause = TimeSpan.FromSeconds(2);
                options.MaxAttempts = 50;
            });
        }

        builder.Services.AddHttpClient("OAuthMail").ConfigurePrimaryHttpMessageHandler(() => CreateHandler(policy));
        using var host = builder.Build();
        await SignInAsync(host.Services, settings, policy);
        using var watching = new CancellationTokenSource();
        var watches = new List<Task>();
        foreach (var number in SoakAccounts.Watched(settings.Accounts))
        {
            watches.Add(await WatchAsync(host.Services, SoakAccounts.Name(number), watching.Token));
        }

        await host.StartAsync();
        Report("started");
        using var sending = new CancellationTokenSource();
        var sampling = SampleAsync(settings, watching.Token);
        var senders = Enumerable.Range(0, Senders).Select(_ => SendAsync(host.Services, settings, sending.Token)).ToList();
        await Console.In.ReadLineAsync();
        await sending.CancelAsync();
        await Task.WhenAll(senders);
        Report("stopped");
        await Console.In.ReadLineAsync();
        await watching.CancelAsync();
        await Task.WhenAll([sampling, .. watches]);
        await host.StopAsync();
        Report("ended");
    }

    private static void Report(string line)
    {
        lock (Console.Out) Console.WriteLine(line);
    }

    private static SocketsHttpHandler CreateHandler(X509ChainPolicy policy) => new()
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
    };

    private static void Configure(OAuthMailOptions options, SoakSettings settings, X509ChainPolicy policy)
    {
        options.Store = new TokenStoreOptions
        {
            Folder = Path.Combine(settings.Folder, "tokens"), KeyFile = Path.Combine(settings.Folder, "store.key"), CreateKeyFile = true,
        };
        for (var i = 0; i < settings.Accounts; i++)
        {
            var from = SoakAccounts.IsUser(i) ? settings.User : settings.Application;
            var account = new MailAccountOptions
            {
                Flow = from.Flow, Address = SoakAccounts.Address(i), AuthorizationEndpoint = from.AuthorizationEndpoint,
                TokenEndpoint = from.TokenEndpoint, Scope = from.Scope, Smtp = from.Smtp, Imap = from.Imap,
                ClientId = SoakAccounts.ClientId(i), ClientSecret = SoakAccounts.Secret,
            };
            if (SoakAccounts.IsUser(i)) account.RedirectUri = new Uri("http://localhost/").AbsoluteUri;
            options.Accounts[SoakAccounts.Name(i)] = account;
        }

        options.Tls.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
            using var chain = new X509Chain { ChainPolicy = policy.Clone() };
            using var copy = new X509Certificate2(certificate);
            return chain.Build(copy);
        };
    }

    /// <summary>Signs the users in. The test server redirects at once, because the address names the user.</summary>
    private static async Task SignInAsync(IServiceProvider services, SoakSettings settings, X509ChainPolicy policy)
    {
        using var handler = CreateHandler(policy);
        using var browser = new HttpClient(handler);
        var signIn = services.GetRequiredService<IMailSignIn>();
        foreach (var number in Enumerable.Range(0, settings.Accounts).Where(SoakAccounts.IsUser))
        {
            var pending = await signIn.BeginAsync(SoakAccounts.Name(number));
            using var response = await browser.GetAsync(pending.Url);
            await signIn.CompleteAsync(response.Headers.Location!.OriginalString);
        }
    }

    private static async Task SampleAsync(SoakSettings settings, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.SampleSeconds));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) Report("sample " + SoakSample.Take(watch.Elapsed.TotalSeconds));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task SendAsync(IServiceProvider services, SoakSettings settings, CancellationToken cancellationToken)
    {
        var sender = services.GetRequiredService<IMailSender>();
        while (!cancellationToken.IsCancellationRequested)
        {
            var account = Random.Shared.Next(settings.Accounts);
            var number = Interlocked.Increment(ref _lastMessage);
            using var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(SoakAccounts.Address(account)));
            message.To.Add(MailboxAddress.Parse(SoakAccounts.Sink));
            message.Subject = number.ToString(CultureInfo.InvariantCulture);
            message.Body = new TextPart("plain") { Text = new string('x', Random.Shared.Next(20_000)) };
            try
            {
                // Without cancellation: every message gets an outcome.
                await sender.SendAsync(SoakAccounts.Name(account), message, CancellationToken.None);
                Report($"sent {number}");
            }
            catch (MailDeliveryUnknownException)
            {
                Report($"unknown {number}");
            }
            catch (OAuthMailException e)
            {
                Report($"failed {number} {e.Code}");
            }

            await Task.Delay(Random.Shared.Next(50, 150), CancellationToken.None);
        }
    }

    /// <summary>Begins a watch after the messages that are already there.</summary>
    /// <returns>The running watch. After a failure, it continues from its last position.</returns>
    private static async Task<Task> WatchAsync(IServiceProvider services, string account, CancellationToken cancellationToken)
    {
        var watcher = services.GetRequiredService<IMailWatcher>();
        var position = await watcher.GetPositionAsync(account, cancellationToken: cancellationToken);
        return Task.Run(
            async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    try
                    {
                        var options = new MailWatchOptions
                        {
                            From = position,
                            Retry = new WatchRetryOptions
                            {
                                FirstPause = TimeSpan.FromMilliseconds(100), MaximumPause = TimeSpan.FromSeconds(2),
                            },
                        };
                        await foreach (var arrival in watcher.WatchAsync(account, options, cancellationToken))
                        {
                            Report($"watched {arrival.Envelope.Subject}");
                            position = arrival.Position;
                        }
                    }
                    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                    {
                    }
                    catch (OAuthMailException e)
                    {
                        Report($"restarted {e.Code}");
                        await Task.Delay(500, CancellationToken.None);
                    }
                }
            },
            CancellationToken.None);
    }

    private sealed class ReportingHandler : IMailHandler
    {
        public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
        {
            using var message = await mail.GetMessageAsync(cancellationToken);
            Report($"handled {message.Subject}");
        }
    }
}
