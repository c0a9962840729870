using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.MailKit.Reliability;

/// <summary>
/// An application with a mail handler. For each message, it creates a file while the handler works, and appends a line when it has
/// finished.
/// </summary>
internal static class HandlerProcess
{
    public static async Task RunAsync(string settingsFile)
    {
        using var host = Create(HandlerSettings.Read(settingsFile));
        await host.StartAsync();
        Console.WriteLine("started");
        await host.WaitForShutdownAsync();
    }

    /// <summary>Writes the failed messages, without handling any.</summary>
    public static async Task ListFailuresAsync(string settingsFile)
    {
        using var host = Create(HandlerSettings.Read(settingsFile));
        foreach (var failed in await host.Services.GetRequiredService<IMailFailures>().ListAsync())
        {
            Console.WriteLine($"{failed.Subject}: {failed.Reason}");
        }
    }

    private static IHost Create(HandlerSettings settings)
    {
        var root = X509CertificateLoader.LoadCertificateFromFile(settings.RootCertificate);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(settings);
        builder.Services.AddOAuthMail(options => Configure(options, settings, policy)).AddMailKit()
            .AddMailHandler<CountingHandler>("support", options =>
            {
                options.Start = MailHandlerStart.AllMessages;
                options.TakeoverInterval = TimeSpan.FromMilliseconds(200);
                options.FirstPause = TimeSpan.FromMilliseconds(100);
                options.MaxRepeats = settings.MaxRepeats;
            });
        builder.Services.AddHttpClient("OAuthMail").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
        return builder.Build();
    }

    private static void Configure(OAuthMailOptions options, HandlerSettings settings, X509ChainPolicy policy)
    {
        options.Store = new TokenStoreOptions
        {
            Folder = Path.Combine(settings.Folder, "tokens"), KeyFile = Path.Combine(settings.Folder, "store.key"), CreateKeyFile = true,
        };
        options.Accounts["support"] = new MailAccountOptions
        {
            Flow = OAuthFlow.ClientCredentials, Address = "support@test.example", TokenEndpoint = settings.TokenEndpoint,
            Scope = settings.Scope, Imap = settings.Imap, ClientId = "daemon", ClientSecret = "daemon-secret",
        };
        options.Tls.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
            using var chain = new X509Chain { ChainPolicy = policy.Clone() };
            return chain.Build(new X509Certificate2(certificate));
        };
    }

    private sealed class CountingHandler(HandlerSettings settings) : IMailHandler
    {
        public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
        {
            var message = await mail.GetMessageAsync(cancellationToken);
            var number = message.Subject ?? "";
            Die(number);
            var busy = Path.Combine(settings.Work, $"{number}.busy");
            try
            {
                // The file contains the process, so that one that was killed is told apart from one that is alive.
                await using (var file = new FileStream(busy, FileMode.CreateNew))
                {
                    file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
                }
            }
            catch (IOException)
            {
                var other = int.TryParse(await File.ReadAllTextAsync(busy, cancellationToken), out var id) ? id : 0;
                if (other > 0 && Directory.Exists($"/proc/{other}"))
                {
                    await File.AppendAllTextAsync(Path.Combine(settings.Work, "together"), $"{number}\n", cancellationToken);
                }
            }

            await File.AppendAllTextAsync(Path.Combine(settings.Work, "handled"), $"{number}\n", cancellationToken);
            File.Delete(busy);
        }

        /// <summary>Ends the process in the way that the subject of a deadly message names.</summary>
        private static void Die(string subject)
        {
            if (subject == "overflow") Overflow(1);
            if (subject == "fail-fast") Environment.FailFast("The message ends the process.");
            if (subject != "kill") return;
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int Overflow(int depth) => depth + Overflow(depth + 1) + depth;
    }
}
